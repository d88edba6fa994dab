/* A pool of threads.
 *
 * The queue lies in ordinary memory, which all threads share. They share their
 * fate as well: a thread that crashes takes the process along, and with it the
 * other workers, the queue, and every result. */

#include "pool.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

const char pool_default_sync[] = "cond";

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static sem_t work; /* what there is to do */

static pthread_t ids[POOL_MAX_WORKERS];
static int started, status;

/* No thread can die holding the lock and leave the others alive. */
void
pool_lock(void)
{
    MUST(pthread_mutex_lock(&mutex));
}

void
pool_unlock(void)
{
    MUST(pthread_mutex_unlock(&mutex));
}

long
pool_take(int worker)
{
    bool cond = pool->options->sync == POOL_COND;

    if (!cond)
        MUST_ERRNO(sem_wait(&work));
    pool_lock();
    while (cond && pool_is_idle())
        MUST(pthread_cond_wait(&ready, &mutex));
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

/* Workers sleep on one of the two; nobody is waiting at the other. */
void
pool_wake(long count)
{
    while (count-- > 0) {
        MUST_ERRNO(sem_post(&work));
        MUST(pthread_cond_signal(&ready));
    }
}

static void
setup(const struct pool_options *options)
{
    pool = memory_new(pool_bytes(options));
    pool->options = options;
    MUST_ERRNO(sem_init(&work, PTHREAD_PROCESS_PRIVATE, 0));
}

static void *
worker(void *index)
{
    pool_work((int)(intptr_t)index);
    return NULL;
}

static void
start(int index)
{
    int code =
        pthread_create(&ids[index], NULL, worker, (void *)(intptr_t)index);

    if (code != 0)
        status = start_failed("pthread_create", code, index);
    else
        started++;
}

static void
join(void)
{
    for (int i = 0; i < started; i++)
        MUST(pthread_join(ids[i], NULL));
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
