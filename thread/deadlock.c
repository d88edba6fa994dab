/* Deadlock between threads.
 *
 * A thread that sleeps for a mutex cannot be ended alone: it does not react to
 * pthread_cancel, and SIGKILL ends all threads at once. So the stuck threads
 * stay as they are until the program ends, and what they use stays, too. */

#include "deadlock.h"

#include "kit/model.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

const char deadlock_default_sync[] = "mutex";

static struct deadlock deadlock;
static pthread_mutex_t mutexes[DEADLOCK_MOST];
static sem_t sems[DEADLOCK_SEMS];

static pthread_t ids[DEADLOCK_MOST];

/* EOWNERDEAD: the last owner has ended without unlocking, and we own the mutex
 * now. What it guards may be half done. Without pthread_mutex_consistent nobody
 * could lock it after us. */
int
deadlock_lock_mutex(int lock)
{
    int code = pthread_mutex_lock(&mutexes[lock]);

    if (code == EOWNERDEAD) {
        deadlock_repair(&deadlock);
        MUST(pthread_mutex_consistent(&mutexes[lock]));
    }
    return code;
}

void
deadlock_unlock_mutex(int lock)
{
    MUST(pthread_mutex_unlock(&mutexes[lock]));
}

int
deadlock_wait_sem(int sem)
{
    MUST_ERRNO(sem_wait(&sems[sem]));
    return 0;
}

void
deadlock_post_sem(int sem)
{
    MUST_ERRNO(sem_post(&sems[sem]));
}

static void
setup(const struct deadlock_options *options)
{
    for (int i = 0; i < options->workers; i++) {
        deadlock_init_mutex(&mutexes[i], options, PTHREAD_PROCESS_PRIVATE);
        MUST_ERRNO(sem_init(&sems[i], PTHREAD_PROCESS_PRIVATE, 1));
        MUST_ERRNO(
            sem_init(&sems[DEADLOCK_TOLD + i], PTHREAD_PROCESS_PRIVATE, 0));
    }
    deadlock_init(&deadlock, options, PTHREAD_PROCESS_PRIVATE);
}

static void *
worker(void *index)
{
    deadlock_work(&deadlock, (int)(intptr_t)index);
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

/* pthread_join would wait for ever for a thread that is stuck. */
static void
join(int workers)
{
    for (int i = 0; i < workers; i++) {
        while (!deadlock_ended(&deadlock, i) && !deadlock_found(&deadlock))
            model_sleep_ns(DEADLOCK_LOOK_NS);
        if (deadlock_ended(&deadlock, i))
            MUST(pthread_join(ids[i], NULL));
        else
            MUST(pthread_detach(ids[i]));
    }
}

void
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    setup(options);
    start((int)options->workers);
    join((int)options->workers);
    deadlock_collect(&deadlock, mutexes, result);
}
