/* Who ran where, and when: each worker records its own time slices, for a
 * picture and for counts.
 *
 * While it works, a worker samples now and then the clock, its CPU, and the
 * number of its context switches so far (RUSAGE_THREAD, getrusage(2)). If that
 * number has not changed between two samples, the worker ran without
 * interruption: one slice. If it has, something else may have run, and a new
 * slice begins. So a slice never claims too much: on one CPU no two can
 * overlap, since the kernel runs one task at a time there. (The time that a
 * hypervisor takes away is not visible.)
 *
 * Each timeline is written by one worker, and read after that has ended. Times
 * are those of clock_ns. */
#pragma once

#include <stdbool.h>

enum { TIMELINE_WAITS = -1 };

struct timeline_slice {
    long from_ns, to_ns; /* the end is excluded */
    int cpu;             /* where it ran; TIMELINE_WAITS: it waited */
};

/* On a cache line of its own, since each worker writes its own all the time. */
struct timeline {
    _Alignas(64) struct timeline_slice *slices; /* in order of time */
    long room, count;
    bool full;     /* there was no room for more: the rest is unknown */
    bool running;  /* the last slice may go on */
    long switches; /* by the kernel's count, at the last sample */
};

/* End the program with status 77 if the kernel does not count switches. */
void timeline_need(void);

/* Called by a running worker: sample the clock, the CPU and the switches. */
void timeline_look(struct timeline *timeline);

/* The worker stops running voluntarily: its last slice ended at the last
 * sample. */
void timeline_rest(struct timeline *timeline);

/* The worker began to wait at `from_ns`, and has waited until now. */
void timeline_waited(struct timeline *timeline, long from_ns);

/* The largest number that ran, or waited, at the same instant. */
long timeline_most_running(const struct timeline *timelines, long count);
long timeline_most_waiting(const struct timeline *timelines, long count);

/* The total time that it ran. */
long timeline_ran_ns(const struct timeline *timeline);

/* Draw one line of `columns` characters and a NUL. Each stands for one instant,
 * all equally far apart: the CPU's number (0 to 9, then a to z, then #) where
 * the worker ran, '-' where it waited, '.' where it did neither, and '?' where
 * it is unknown. */
void timeline_draw(const struct timeline *timeline, long from_ns, long to_ns,
    char *line, int columns);
