/* A pool of threads.
 *
 * The queue lies in ordinary memory, which all threads share. They share their
 * fate as well: a thread that crashes takes the process along, and with it the
 * other workers, the queue, and every result. */

#include "pool.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>

const char pool_default_sync[] = "cond";

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static sem_t work; /* what there is to do */

static pthread_t ids[POOL_MAX_WORKERS];

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
pool_take_sem(int worker)
{
    MUST_ERRNO(sem_wait(&work));
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
        MUST(pthread_cond_wait(&ready, &mutex));
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

void
pool_wake(long count)
{
    while (count-- > 0) {
        MUST_ERRNO(sem_post(&work)); /* one of the two has no effect */
        MUST(pthread_cond_signal(&ready));
    }
}

static void
setup(const struct pool_options *options)
{
    pool_init(options, memory_new);
    MUST_ERRNO(sem_init(&work, PTHREAD_PROCESS_PRIVATE, 0));
}

static void *
worker(void *index)
{
    pool_work((int)(intptr_t)index);
    return NULL;
}

static void
start(int i)
{
    int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);

    if (code != 0)
        start_refused("pthread_create", code, i);
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        MUST(pthread_join(ids[i], NULL));
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
