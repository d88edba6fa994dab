/* A pool of coroutines.
 *
 * All workers take turns in one thread of one process, and sleep without
 * stopping the others. They share their fate as threads do: one that crashes
 * takes all along. */

#include "pool.h"

#include "coro.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <errno.h>
#include <stdint.h>

const char pool_default_sync[] = "cond";

static struct coro_mutex mutex = {.name = "queue"};
static struct coro_cond ready = {.name = "ready"};
static struct coro_sem work; /* what there is to do */

static struct coro *ids[POOL_MAX_WORKERS];
static int started, status;

/* Needed only by a worker that yields or sleeps holding it, and none does. */
void
pool_lock(void)
{
    MUST(coro_mutex_lock(&mutex));
}

void
pool_unlock(void)
{
    MUST(coro_mutex_unlock(&mutex));
}

long
pool_take(int worker)
{
    bool cond = pool->options->sync == POOL_COND;

    if (!cond)
        coro_sem_wait(&work);
    pool_lock();
    while (cond && pool_is_idle())
        coro_cond_wait(&ready, &mutex);
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

/* Workers sleep on one of the two; nobody is waiting at the other. */
void
pool_wake(long count)
{
    while (count-- > 0) {
        coro_sem_post(&work);
        coro_cond_signal(&ready);
    }
}

static void
setup(const struct pool_options *options)
{
    pool = memory_new(pool_bytes(options));
    pool->options = options;
    coro_sem_init(&work, "work", 0);
}

static void
worker(void *index)
{
    pool_work((int)(intptr_t)index);
}

static void
start(int index)
{
    ids[index] =
        coro_spawn(coro_worker_name(index), worker, (void *)(intptr_t)index);
    if (ids[index] == NULL)
        status = start_failed("coro_spawn", errno, index);
    else
        started++;
}

static void
join(void)
{
    for (int i = 0; i < started; i++)
        coro_join(ids[i]);
}

int
pool_run(const struct pool_options *options, struct pool_result *result)
{
    setup(options);
    for (int i = 0; i < options->workers && status == STATUS_HELD; i++)
        start(i);
    if (status == STATUS_HELD)
        pool_submit();
    pool_close();
    join();
    if (status == STATUS_HELD)
        pool_collect(result);
    return status;
}
