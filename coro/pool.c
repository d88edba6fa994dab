/* A pool of coroutines.
 *
 * All workers take turns in one thread of one process, and sleep without
 * stopping the others. They share their fate as threads do: one that crashes
 * takes all along. */

#include "pool.h"

#include "coro.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

const char pool_default_sync[] = "cond";

static struct coro_mutex mutex = {.name = "queue"};
static struct coro_cond ready = {.name = "ready"};
static struct coro_sem work; /* what there is to do */

static struct coro *ids[POOL_MAX_WORKERS];

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
pool_take_sem(int worker)
{
    coro_sem_wait(&work);
    pool_lock();
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

long
pool_take_cond(int worker)
{
    pool_lock();
    while (pool_is_idle())
        coro_cond_wait(&ready, &mutex);
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

void
pool_wake(long count)
{
    while (count-- > 0) {
        coro_sem_post(&work); /* one of the two has no effect */
        coro_cond_signal(&ready);
    }
}

static void
setup(const struct pool_options *options)
{
    pool_init(options, memory_new);
    coro_sem_init(&work, "work", 0);
}

static void
worker(void *index)
{
    pool_work((int)(intptr_t)index);
}

static void
start(int i)
{
    ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
    if (ids[i] == NULL)
        start_refused("coro_spawn", errno, i);
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        coro_join(ids[i]);
}

void
pool_run(const struct pool_options *options)
{
    setup(options);
    for (int i = 0; i < options->workers; i++)
        start(i);
    pool_submit();
    pool_close();
    join((int)options->workers);
}
