/* How long a program may keep us waiting before it counts as hung.
 *
 * A wall clock cannot tell: beside other programs an answer may take a hundred
 * times as long as alone. So patience is spent by the CPU time that the program
 * and its descendants have used, and by the time in which none of their threads
 * used a CPU, waited for one, or waited for a disk; time spent in the
 * scheduler's queue is free. But a thread may loop because it waits for another
 * that has no CPU: two that yield to each other do. So where two want a CPU,
 * the time for which they waited is taken off what they used, down to a
 * sixteenth. A program that sleeps, is stopped or loops for ever is found on
 * any machine, though later on a busy one; and one that is merely slow on none.
 *
 * It is all read from /proc (proc(5): task, stat, schedstat, children). Where
 * that cannot be read the program seems idle, and patience is a time by the
 * wall clock. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { WAITING_LOOK_NS = 20000000 }; /* the longest sleep between two looks */

struct waiting {
    long left_ns;   /* 0 or less: the program has hung */
    long used_ns;   /* CPU time at the last look; -1: not looked yet */
    long queued_ns; /* and time in which a thread waited for a CPU */
};

struct waiting waiting_begin(long patience_ns);

/* How long to sleep before the next look. */
long waiting_sleep_ns(const struct waiting *waiting);

/* Look at these programs (an id of 0 is passed over) after a sleep of slept_ns:
 * pass the time that was asked for, since the whole machine may have stood
 * still. */
void waiting_spend(
    struct waiting *waiting, const pid_t *ids, size_t count, long slept_ns);

/* Sleep until the program has written to the pipe or is gone: then go and read.
 * False where it has hung, or where we are asked to stop: *signal is that
 * signal, or 0. Call stop_hold first. */
bool waiting_for_bytes(
    struct waiting *waiting, pid_t id, int from, int *signal);
