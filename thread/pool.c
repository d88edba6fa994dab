/* A pool of threads.
 *
 * The queue stands in the memory that all threads share. They share their fate
 * as well: a thread that crashes takes the process along, and with it the other
 * workers, the queue, and every result. */

#include "pool.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

const char pool_default_sync[] = "cond";
const bool pool_is_one_process = true;

/* The queue's lock, and what a worker sleeps on. */
struct pool_guard {
    pthread_mutex_t *mutex;
    sem_t *work;          /* what there is to do */
    pthread_cond_t ready; /* there is something to do */
};

struct seat {
    const struct pool *pool;
    int index;
};

struct crew {
    pthread_t *ids;
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

/* Nobody can die with it in hand and leave the others alive. */
static pthread_mutex_t *
new_mutex(void)
{
    pthread_mutex_t *mutex = new_memory(sizeof(*mutex));
    int code = pthread_mutex_init(mutex, NULL);

    if (code != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s", strerror(code));
    return mutex;
}

static sem_t *
new_sem(long value)
{
    sem_t *sem = new_memory(sizeof(*sem));

    if (sem_init(sem, PTHREAD_PROCESS_PRIVATE, (unsigned)value) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

void
pool_lock(const struct pool *pool)
{
    int code = pthread_mutex_lock(pool->guard->mutex);

    if (code != 0)
        die(STATUS_BROKEN, "pthread_mutex_lock: %s", strerror(code));
}

void
pool_unlock(const struct pool *pool)
{
    int code = pthread_mutex_unlock(pool->guard->mutex);

    if (code != 0)
        die(STATUS_BROKEN, "pthread_mutex_unlock: %s", strerror(code));
}

void
pool_await(const struct pool *pool)
{
    const struct pool_memory *memory = pool->memory;
    int code = 0;

    if (pool->options->sync == POOL_SEM)
        while (sem_wait(pool->guard->work) == -1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    pool_lock(pool);
    if (pool->options->sync == POOL_COND)
        while (code == 0 && memory->waiting == 0 && !memory->closed)
            code = pthread_cond_wait(&pool->guard->ready, pool->guard->mutex);
    if (code != 0)
        die(STATUS_BROKEN, "pthread_cond_wait: %s", strerror(code));
}

void
pool_wake(const struct pool *pool, long count)
{
    int code = 0;

    for (; count > 0; count--) {
        if (pool->options->sync == POOL_COND)
            code = pthread_cond_signal(&pool->guard->ready);
        else if (sem_post(pool->guard->work) == -1)
            die(STATUS_BROKEN, "sem_post: %m: cannot wake a worker");
        if (code != 0)
            die(STATUS_BROKEN, "pthread_cond_signal: %s", strerror(code));
    }
}

void
pool_pause(long ns)
{
    clock_sleep_ns(ns);
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
    pthread_cond_init(&pool->guard->ready, NULL);
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    pool_work(seat->pool, seat->index);
    return NULL;
}

static int
start(const struct pool *pool, struct crew *crew, long more)
{
    for (; more > 0; more--) {
        int index = crew->started;
        crew->seats[index] = (struct seat){pool, index};
        int code = pthread_create(
            &crew->ids[index], NULL, worker, &crew->seats[index]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), index);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

/* No thread can be missing: who dies alone would take us along. */
static int
join(const struct pool *pool, struct crew *crew)
{
    (void)pool;
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
    return STATUS_HELD;
}

static void
teardown(struct pool *pool, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    pthread_cond_destroy(&pool->guard->ready);
    sem_destroy(pool->guard->work);
    free(pool->guard->work);
    pthread_mutex_destroy(pool->guard->mutex);
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
