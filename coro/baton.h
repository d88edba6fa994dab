/* The baton that two coroutines hand to each other: the counterpart of
 * kit/baton.h, with the three ways that do not put the thread to sleep. */
#pragma once

#include "coro.h"

#include "kit/baton.h"

struct coro_baton {
    enum baton_way way;
    int holder;              /* yield, cond: whose turn it is, 0 or 1 */
    struct coro_sem sems[2]; /* sem: worker 0 waits at [0] */
    struct coro_mutex mutex; /* cond: for holder */
    struct coro_cond changed[2];
};

/* Ends the program with status 77 for the other ways. */
void coro_baton_init(struct coro_baton *baton, enum baton_way way);

/* Hand it to that worker, 0 or 1; wait until the caller has it. */
void coro_baton_pass(struct coro_baton *baton, int to);
void coro_baton_await(struct coro_baton *baton, int self);
