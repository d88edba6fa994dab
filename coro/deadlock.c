/* Deadlock between coroutines.
 *
 * The scheduler is a part of the program, so no watchdog is needed: when nobody
 * can run, the scheduler knows it, and who waits for what. Coroutines that are
 * stuck are simply never resumed. */

#include "deadlock.h"

#include "coro.h"

#include "kit/must.h"
#include "kit/start.h"

#include <stdint.h>
#include <stdio.h>

const char deadlock_default_sync[] = "mutex";

static struct deadlock deadlock;
static struct coro_mutex mutexes[DEADLOCK_MOST];

static const enum coro_mutex_kind kinds[] = {
    [DEADLOCK_ERRORCHECK] = CORO_MUTEX_ERRORCHECK,
    [DEADLOCK_RECURSIVE] = CORO_MUTEX_RECURSIVE,
    [DEADLOCK_SEM] = CORO_MUTEX_NORMAL, /* as the others are */
};
static char names[DEADLOCK_MOST][24]; /* "lock 0" */

static struct coro_sem sems[DEADLOCK_SEMS];

static struct coro *ids[DEADLOCK_MOST];

int
deadlock_lock_mutex(int lock)
{
    return coro_mutex_lock(&mutexes[lock]);
}

void
deadlock_unlock_mutex(int lock)
{
    MUST(coro_mutex_unlock(&mutexes[lock]));
}

int
deadlock_wait_sem(int sem)
{
    coro_sem_wait(&sems[sem]);
    return 0;
}

void
deadlock_post_sem(int sem)
{
    coro_sem_post(&sems[sem]);
}

static void
setup(const struct deadlock_options *options)
{
    for (int i = 0; i < options->workers; i++) {
        snprintf(names[i], sizeof(names[i]), "lock %d", i);
        coro_mutex_init(&mutexes[i], names[i], kinds[options->sync]);
        coro_sem_init(&sems[i], names[i], 1);
        coro_sem_init(&sems[DEADLOCK_TOLD + i], "told", 0);
    }
    deadlock_init(&deadlock, options, GATE_OPEN);
}

static void
worker(void *index)
{
    deadlock_work(&deadlock, (int)(intptr_t)index);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
    }
}

/* The last first: while one has not been joined, the scheduler can still name
 * it as the owner of a lock. */
static void
join(int workers)
{
    for (int i = workers - 1; i >= 0; i--) {
        if (deadlock.stuck && !deadlock_ended(&deadlock, i))
            continue;
        const char *report = coro_join_or_stuck(ids[i]);
        if (report != NULL) {
            deadlock.stuck = true;
            deadlock.report = report;
        }
    }
}

void
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    setup(options);
    start((int)options->workers);
    join((int)options->workers);
    deadlock_collect(&deadlock, NULL, result);
}
