/* Deadlock between coroutines.
 *
 * The scheduler is a part of the program, and so no watchdog is needed: when
 * nobody can run, it knows that, and who waits for what. Those who are stuck
 * are just never resumed. */

#include "deadlock.h"

#include "coro.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>

const char twin_model[] = "coro";
const char deadlock_default_sync[] = "mutex";
const char deadlock_worker_is[] = "coroutine";
const char deadlock_finder[] = "scheduler";
const char deadlock_ending[] = "Who was stuck is never resumed.";

/* Instead of the kernel's mutexes and semaphores; and the names that the
 * scheduler will call them and the workers by. */
static struct coro_mutex mutexes[DEADLOCK_MOST];
static struct coro_sem *sems[DEADLOCK_MOST], *told[DEADLOCK_MOST];
static char lock_names[DEADLOCK_MOST][24], names[DEADLOCK_MOST][24];

struct seat {
    const struct deadlock *deadlock;
    int index;
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

static struct coro_sem *
new_sem(const char *name, long value)
{
    struct coro_sem *sem = malloc(sizeof(*sem));

    if (sem == NULL)
        die(STATUS_CANNOT, "malloc: %m: no semaphore to be had");
    coro_sem_init(sem, name, value);
    return sem;
}

static void
new_lock(struct deadlock *deadlock, int lock)
{
    static const enum coro_mutex_kind kinds[] = {
        [DEADLOCK_MUTEX] = CORO_MUTEX_NORMAL,
        [DEADLOCK_ERRORCHECK] = CORO_MUTEX_ERRORCHECK,
        [DEADLOCK_RECURSIVE] = CORO_MUTEX_RECURSIVE,
    };
    const struct deadlock_options *options = deadlock->options;
    char *name = lock_names[lock];

    snprintf(name, sizeof(lock_names[lock]), "lock %d", lock);
    if (options->sync == DEADLOCK_SEM) {
        sems[lock] = new_sem(name, 1);
        return;
    }
    coro_mutex_init(&mutexes[lock], name, kinds[options->sync]);
}

int
deadlock_lock(const struct deadlock *deadlock, int lock)
{
    if (deadlock->options->sync == DEADLOCK_SEM) {
        coro_sem_wait(sems[lock]);
        return 0;
    }
    return coro_mutex_lock(&mutexes[lock]);
}

int
deadlock_unlock(const struct deadlock *deadlock, int lock)
{
    if (deadlock->options->sync == DEADLOCK_SEM) {
        coro_sem_post(sems[lock]);
        return 0;
    }
    return coro_mutex_unlock(&mutexes[lock]);
}

void
deadlock_tell(const struct deadlock *deadlock, int index)
{
    (void)deadlock;
    coro_sem_post(told[index]);
}

void
deadlock_await(const struct deadlock *deadlock, int index)
{
    (void)deadlock;
    coro_sem_wait(told[index]);
}

static void
setup(struct deadlock *deadlock, struct crew *crew)
{
    const struct deadlock_options *options = deadlock->options;
    size_t workers = (size_t)options->workers;

    if (options->which == DEADLOCK_HOLDER_KILLED)
        die(STATUS_CANNOT, "no coroutine can be killed alone: SIGKILL ends the "
                           "whole process: see proc/deadlock");
    if (options->sync == DEADLOCK_ROBUST)
        die(STATUS_CANNOT, "no coroutine dies with a lock in hand and leaves "
                           "others behind: nothing is robust here");
    if (options->hang)
        die(STATUS_CANNOT, "no coroutine can hang unseen: when nobody can run, "
                           "the scheduler knows: leave out --hang");
    deadlock->memory = new_memory(sizeof(*deadlock->memory));
    deadlock_memory_init(deadlock->memory, options, GATE_OPEN);
    for (int i = 0; i < options->workers; i++) {
        new_lock(deadlock, i);
        snprintf(names[i], sizeof(names[i]), "worker %d", i);
        told[i] = new_sem(names[i], 0);
    }
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    deadlock_work(seat->deadlock, seat->index, 0);
}

static int
start(const struct deadlock *deadlock, struct crew *crew)
{
    for (int i = 0; i < deadlock->options->workers; i++) {
        crew->seats[i] = (struct seat){deadlock, i};
        crew->ids[i] = coro_spawn(names[i], worker, &crew->seats[i]);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                i);
            gate_call_off(&deadlock->memory->gate, i);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

/* The last first: while one has not been joined, the scheduler can still name
 * it as the owner of a lock. */
static int
join(struct deadlock *deadlock, struct crew *crew)
{
    for (int i = crew->started - 1; i >= 0; i--) {
        if (deadlock->stuck && !deadlock_ended(deadlock, i))
            continue;
        const char *report = coro_join_or_stuck(crew->ids[i]);
        if (report != NULL) {
            deadlock->stuck = true;
            deadlock->report = report;
        }
    }
    return STATUS_HELD;
}

static void
teardown(struct deadlock *deadlock, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    for (int i = 0; i < deadlock->options->workers; i++) {
        free(sems[i]);
        free(told[i]);
    }
    free(deadlock->memory);
}

int
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    struct deadlock deadlock = {.options = options};
    struct crew crew;

    setup(&deadlock, &crew);
    int started = start(&deadlock, &crew);
    int joined = join(&deadlock, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        deadlock_collect(&deadlock, result);
    teardown(&deadlock, &crew);
    return started != STATUS_HELD ? started : joined;
}
