/* What sync.c and overflow.c need of coro.c. Internal to coro/. */
#pragma once

#include "coro.h"

struct stack;

/* Why a coroutine sleeps, for the report of a deadlock. */
struct wait {
    const char *what, *name;        /* "mutex", "left fork" */
    const struct coro_mutex *mutex; /* its owner; NULL: unknown */
};

/* The caller sleeps at the end of the queue until it is woken. */
void scheduler_sleep(struct coro_queue *queue, const char *what,
    const char *name, const struct coro_mutex *mutex);

/* Make the first of the queue ready, after those that already are. NULL if the
 * queue is empty. */
struct coro *scheduler_wake(struct coro_queue *queue);

/* The running coroutine's stack; NULL for main. */
const struct stack *scheduler_stack(void);
