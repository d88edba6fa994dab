/* The counter race between threads.
 *
 * Each worker is a thread of this process, created by pthread_create. Threads
 * share all memory without asking: the counter, and what guards it, are
 * ordinary variables. */

#include "counter.h"

#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

const char counter_default_sync[] = "mutex";

static struct counter counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t sem;

static pthread_t ids[COUNTER_MAX_WORKERS];

/* --sync=mutex: one update in a critical section. */
long
counter_add_mutex(struct counter_turn turn)
{
    MUST(pthread_mutex_lock(&mutex));
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    MUST(pthread_mutex_unlock(&mutex));
    return seen;
}

/* --sync=sem: the same with a semaphore initialised to 1. */
long
counter_add_sem(struct counter_turn turn)
{
    MUST_ERRNO(sem_wait(&sem));
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    MUST_ERRNO(sem_post(&sem));
    return seen;
}

/* --gap-ms: sleep until all workers have read. */
void
counter_meet(void)
{
    int code = pthread_barrier_wait(&barrier);

    if (code != 0 && code != PTHREAD_BARRIER_SERIAL_THREAD)
        must_fail("pthread_barrier_wait", code);
}

static void
setup(const struct counter_options *options)
{
    MUST_ERRNO(sem_init(&sem, PTHREAD_PROCESS_PRIVATE, 1));
    MUST(pthread_barrier_init(&barrier, NULL, (unsigned)options->workers));
    counter_init(&counter, options, PTHREAD_PROCESS_PRIVATE);
}

static void *
worker(void *index)
{
    counter_work((int)(intptr_t)index);
    return NULL;
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            start_refused("pthread_create", code, i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        MUST(pthread_join(ids[i], NULL));
}

void
counter_run(const struct counter_options *options)
{
    setup(options);
    start((int)options->workers);
    join((int)options->workers);
}
