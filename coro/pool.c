/* A pool of coroutines.
 *
 * All workers take turns in one thread of one process, and wait without
 * stopping the others. They share their fate as threads do: one that crashes
 * takes all along. */

#include "pool.h"

#include "coro.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char pool_default_sync[] = "cond";
const bool pool_is_one_process = true;

/* The queue's lock, and what a worker sleeps on. */
struct pool_guard {
    struct coro_mutex *mutex;
    struct coro_sem *work;  /* what there is to do */
    struct coro_cond ready; /* there is something to do */
};

struct seat {
    const struct pool *pool;
    int index;
    char name[24];
};

struct crew {
    struct coro **ids;
    struct seat *seats;
    int started;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

/* Needed only by who yields or sleeps with it in hand, and no worker does. */
static struct coro_mutex *
new_mutex(void)
{
    struct coro_mutex *mutex = new_memory(sizeof(*mutex));

    coro_mutex_init(mutex, "queue", CORO_MUTEX_NORMAL);
    return mutex;
}

static struct coro_sem *
new_sem(long value)
{
    struct coro_sem *sem = new_memory(sizeof(*sem));

    coro_sem_init(sem, "work", value);
    return sem;
}

void
pool_lock(const struct pool *pool)
{
    int code = coro_mutex_lock(pool->guard->mutex);

    if (code != 0)
        die(STATUS_BROKEN, "coro_mutex_lock: %s", strerror(code));
}

void
pool_unlock(const struct pool *pool)
{
    int code = coro_mutex_unlock(pool->guard->mutex);

    if (code != 0)
        die(STATUS_BROKEN, "coro_mutex_unlock: %s", strerror(code));
}

void
pool_await(const struct pool *pool)
{
    const struct pool_memory *memory = pool->memory;

    if (pool->options->sync == POOL_SEM)
        coro_sem_wait(pool->guard->work);
    pool_lock(pool);
    if (pool->options->sync == POOL_COND)
        while (memory->waiting == 0 && !memory->closed)
            coro_cond_wait(&pool->guard->ready, pool->guard->mutex);
}

void
pool_wake(const struct pool *pool, long count)
{
    for (; count > 0; count--)
        if (pool->options->sync == POOL_COND)
            coro_cond_signal(&pool->guard->ready);
        else
            coro_sem_post(pool->guard->work);
}

void
pool_pause(long ns)
{
    coro_sleep_ns(ns); /* not clock_sleep_ns: that would stop all of them */
}

static void
setup(struct pool *pool, struct crew *crew)
{
    const struct pool_options *options = pool->options;
    size_t workers = (size_t)options->workers;

    pool->bytes = pool_memory_bytes(options);
    pool->memory = new_memory(pool->bytes);
    pool->guard->mutex = new_mutex();
    pool->guard->work = new_sem(0);
    coro_cond_init(&pool->guard->ready, "ready");
    crew->ids = new_memory(workers * sizeof(struct coro *));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    pool_work(seat->pool, seat->index);
}

static int
start(const struct pool *pool, struct crew *crew, long more)
{
    for (; more > 0; more--) {
        int index = crew->started;
        struct seat *seat = &crew->seats[index];
        *seat = (struct seat){.pool = pool, .index = index};
        snprintf(seat->name, sizeof(seat->name), "worker %d", index);
        crew->ids[index] = coro_spawn(seat->name, worker, seat);
        if (crew->ids[index] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                index);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

/* No coroutine can be missing: who dies alone would take us along. */
static int
join(const struct pool *pool, struct crew *crew)
{
    (void)pool;
    for (int i = 0; i < crew->started; i++)
        coro_join(crew->ids[i]);
    return STATUS_HELD;
}

static void
teardown(struct pool *pool, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    free(pool->guard->work);
    free(pool->guard->mutex);
    free(pool->memory);
}

int
pool_run(const struct pool_options *options, struct pool_record *record,
    struct pool_result *result)
{
    struct pool_guard guard;
    struct pool pool = {.options = options, .record = record, .guard = &guard};
    struct crew crew;

    setup(&pool, &crew);
    int started = start(&pool, &crew, options->workers);
    if (started == STATUS_HELD)
        pool_submit(&pool);
    pool_close(&pool);
    int joined = join(&pool, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        pool_collect(&pool, result);
    teardown(&pool, &crew);
    return started != STATUS_HELD ? started : joined;
}
