/* Who ran where, and when: each worker writes down its own slices of time, for
 * a picture and for a count.
 *
 * While it works, a worker looks every now and then at the clock, at the CPU
 * that it is on, and at how often the kernel has switched it away so far
 * (RUSAGE_THREAD, getrusage(2)). Where that number has not changed between two
 * looks, it ran all the time between them: one slice. Where it has, something
 * else may have run, and a new slice begins. So a slice claims nothing that was
 * not so: on one CPU no two can overlap, since the kernel runs one task at a
 * time there. (What a hypervisor takes away, it does not tell us.)
 *
 * Each timeline is written by one worker, and read when that has ended. Times
 * are those of clock_ns, the same for all. */
#ifndef KIT_TIMELINE_H
#define KIT_TIMELINE_H

#include <stdbool.h>

enum { TIMELINE_WAITS = -1 };

struct timeline_slice {
    long from_ns, to_ns; /* the end does not belong to it */
    int cpu;             /* where it ran; TIMELINE_WAITS: it asked to wait */
};

/* On a cache line of its own, since each worker writes its own all the time. */
struct timeline {
    _Alignas(64) struct timeline_slice *slices; /* in order of time */
    long room, count;
    bool full;     /* there was no room for more: nothing is known after */
    bool running;  /* the last slice may go on */
    long switches; /* by the kernel's count, at the last look */
};

/* End the program with status 77 where the kernel does not count switches. */
void timeline_need(void);

/* I run: here, now. */
void timeline_look(struct timeline *timeline);

/* I stop running, of my own accord; the last slice has ended at the last look.
 */
void timeline_rest(struct timeline *timeline);

/* I asked to wait, at `from_ns`, and have waited until now. */
void timeline_waited(struct timeline *timeline, long from_ns);

/* How many of them ran at the same instant, or waited, at most. */
long timeline_most_running(const struct timeline *timelines, long count);
long timeline_most_waiting(const struct timeline *timelines, long count);

/* For how long it ran. */
long timeline_ran_ns(const struct timeline *timeline);

/* Draw one line of `columns` characters and a NUL. Each stands for one instant,
 * all equally far apart: the CPU's number (0 to 9, then a to z, then #) where
 * the worker ran, '-' where it waited, '.' where it did neither, and '?' where
 * nothing is known any more. */
void timeline_draw(const struct timeline *timeline, long from_ns, long to_ns,
    char *line, int columns);

#endif
