/* What sync.c needs of coro.c: to put the caller to sleep, and to wake the
 * first. Internal to coro/. */
#ifndef CORO_SCHEDULER_H
#define CORO_SCHEDULER_H

#include "coro.h"

/* Why one sleeps, for the report of a deadlock. */
struct wait {
    const char *what, *name;        /* "mutex", "left fork" */
    const struct coro_mutex *mutex; /* who has it; NULL: nobody can tell */
};

/* The caller sleeps at the end of the queue until somebody wakes it. */
void scheduler_sleep(struct coro_queue *queue, const struct wait *why);

/* The first of the queue can run again, after those that already can. NULL if
 * nobody sleeps there. */
struct coro *scheduler_wake(struct coro_queue *queue);

#endif
