#include "baton.h"

#include "kit/die.h"

void
coro_baton_init(struct coro_baton *baton, enum baton_way way)
{
    if (way != BATON_YIELD && way != BATON_SEM && way != BATON_COND)
        die(STATUS_CANNOT,
            "--how=%s: this would put the thread to sleep, and all coroutines "
            "with it: choose one of yield sem cond",
            baton_ways[way]);
    *baton = (struct coro_baton){.way = way};
    for (int i = 0; i < 2; i++) {
        coro_sem_init(&baton->sems[i], coro_worker_name(i), 0);
        coro_cond_init(&baton->changed[i], coro_worker_name(i));
    }
    coro_mutex_init(&baton->mutex, "baton", CORO_MUTEX_NORMAL);
}

void
coro_baton_pass(struct coro_baton *baton, int to)
{
    switch (baton->way) {
    case BATON_SEM:
        coro_sem_post(&baton->sems[to]);
        break;
    case BATON_COND:
        coro_mutex_lock(&baton->mutex);
        baton->holder = to;
        coro_mutex_unlock(&baton->mutex);
        coro_cond_signal(&baton->changed[to]);
        break;
    default: /* BATON_YIELD */
        baton->holder = to;
    }
}

void
coro_baton_await(struct coro_baton *baton, int self)
{
    switch (baton->way) {
    case BATON_SEM:
        coro_sem_wait(&baton->sems[self]);
        break;
    case BATON_COND:
        coro_mutex_lock(&baton->mutex);
        while (baton->holder != self)
            coro_cond_wait(&baton->changed[self], &baton->mutex);
        coro_mutex_unlock(&baton->mutex);
        break;
    default: /* BATON_YIELD */
        do
            coro_yield();
        while (baton->holder != self);
    }
}
