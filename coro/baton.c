/* The baton that two coroutines hand to each other: kit/baton.h with the three
 * ways that do not put the thread to sleep. There is one. */

#include "kit/baton.h"

#include "coro.h"

#include "kit/die.h"

static int holder;              /* yield, cond: whose turn it is, 0 or 1 */
static struct coro_sem sems[2]; /* sem: worker 0 waits at [0] */
static struct coro_mutex mutex = {.name = "baton"}; /* cond: for holder */
static struct coro_cond changed[2];

void
baton_init(struct baton *baton, enum baton_way way, int process_shared)
{
    (void)process_shared;
    if (way != BATON_YIELD && way != BATON_SEM && way != BATON_COND)
        die(STATUS_CANNOT,
            "--how=%s: this would put the thread to sleep, and all coroutines "
            "with it: choose one of yield sem cond",
            baton_ways[way]);
    baton->way = way;
    for (int i = 0; i < 2; i++) {
        coro_sem_init(&sems[i], coro_worker_name(i), 0);
        coro_cond_init(&changed[i], coro_worker_name(i));
    }
}

void
baton_pass(const struct baton *baton, int to)
{
    switch (baton->way) {
    case BATON_SEM:
        coro_sem_post(&sems[to]);
        break;
    case BATON_COND:
        coro_mutex_lock(&mutex);
        holder = to;
        coro_mutex_unlock(&mutex);
        coro_cond_signal(&changed[to]);
        break;
    default: /* BATON_YIELD */
        holder = to;
    }
}

void
baton_await(const struct baton *baton, int self)
{
    switch (baton->way) {
    case BATON_SEM:
        coro_sem_wait(&sems[self]);
        break;
    case BATON_COND:
        coro_mutex_lock(&mutex);
        while (holder != self)
            coro_cond_wait(&changed[self], &mutex);
        coro_mutex_unlock(&mutex);
        break;
    default: /* BATON_YIELD */
        do
            coro_yield();
        while (holder != self);
    }
}
