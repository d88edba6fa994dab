/* Producers and consumers as threads: the buffer, and what guards it, are
 * ordinary memory, which all threads of a process share. */

#include "prodcons.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>

const char prodcons_default_sync[] = "cond";

static sem_t empty, full, lock; /* free slots; slots in use; 1: not locked */
static struct monitor {
    pthread_mutex_t mutex;
    pthread_cond_t not_full, not_empty;
} *monitor = &(struct monitor){PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER};

static pthread_t ids[PRODCONS_MAX_WORKERS];

/* Dijkstra's solution (EWD 123, 1965). First a slot, then the lock: the other
 * way round, a producer that finds the buffer full would sleep holding it. */
void
prodcons_put_sem(const struct prodcons_item *item)
{
    MUST_ERRNO(sem_wait(&empty));
    MUST_ERRNO(sem_wait(&lock));
    prodcons_insert(item);
    MUST_ERRNO(sem_post(&lock));
    MUST_ERRNO(sem_post(&full));
}

void
prodcons_take_sem(struct prodcons_item *item)
{
    MUST_ERRNO(sem_wait(&full));
    MUST_ERRNO(sem_wait(&lock));
    prodcons_remove(item);
    MUST_ERRNO(sem_post(&lock));
    MUST_ERRNO(sem_post(&empty));
}

/* A monitor with Mesa semantics (Lampson & Redell 1980): after a wait the
 * condition must be tested again, since another may have come first. */
void
prodcons_put_cond(const struct prodcons_item *item)
{
    MUST(pthread_mutex_lock(&monitor->mutex));
    while (prodcons_is_full())
        MUST(pthread_cond_wait(&monitor->not_full, &monitor->mutex));
    prodcons_insert(item);
    MUST(pthread_cond_signal(&monitor->not_empty));
    MUST(pthread_mutex_unlock(&monitor->mutex));
}

void
prodcons_take_cond(struct prodcons_item *item)
{
    MUST(pthread_mutex_lock(&monitor->mutex));
    while (prodcons_is_empty())
        MUST(pthread_cond_wait(&monitor->not_empty, &monitor->mutex));
    prodcons_remove(item);
    MUST(pthread_cond_signal(&monitor->not_full));
    MUST(pthread_mutex_unlock(&monitor->mutex));
}

static void
setup(const struct prodcons_options *options)
{
    MUST_ERRNO(sem_init(&empty, PTHREAD_PROCESS_PRIVATE, options->slots));
    MUST_ERRNO(sem_init(&full, PTHREAD_PROCESS_PRIVATE, 0));
    MUST_ERRNO(sem_init(&lock, PTHREAD_PROCESS_PRIVATE, 1));
    prodcons_name_sems(&empty, &full, &lock);
    prodcons_init(options, memory_new, PTHREAD_PROCESS_PRIVATE);
}

static void *
worker(void *index)
{
    prodcons_work((int)(intptr_t)index);
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
prodcons_run(const struct prodcons_options *options)
{
    setup(options);
    for (int i = 0; i < prodcons_workers(options); i++)
        start(i);
    join(prodcons_workers(options));
}
