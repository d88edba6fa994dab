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

const char deadlock_default_sync[] = "mutex";
const char deadlock_worker_is[] = "coroutine";
const char deadlock_finder[] = "scheduler";
const char deadlock_ending[] = "Who was stuck is never resumed.";
const char deadlock_unmet[] =
    "none yields between its two locks, so that they never meet";

struct locks {
    struct coro_mutex mutexes[DEADLOCK_MOST];
    struct coro_sem sems[DEADLOCK_MOST];
    struct coro_sem told[DEADLOCK_MOST]; /* by worker: it may go on */
    char names[DEADLOCK_MOST][24];
};

struct seat {
    const struct deadlock *deadlock;
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

static void
init_mutex(struct coro_mutex *mutex, const char *name,
    const struct deadlock_options *options)
{
    static const enum coro_mutex_kind kinds[] = {
        [DEADLOCK_MUTEX] = CORO_MUTEX_NORMAL,
        [DEADLOCK_ERRORCHECK] = CORO_MUTEX_ERRORCHECK,
        [DEADLOCK_RECURSIVE] = CORO_MUTEX_RECURSIVE,
    };

    coro_mutex_init(mutex, name, kinds[options->sync]);
}

static void
init_sem(struct coro_sem *sem, const char *name, long value)
{
    coro_sem_init(sem, name, value);
}

int
deadlock_lock(const struct deadlock *deadlock, int lock)
{
    if (deadlock->options->sync == DEADLOCK_SEM) {
        coro_sem_wait(&deadlock->locks->sems[lock]);
        return 0;
    }
    return coro_mutex_lock(&deadlock->locks->mutexes[lock]);
}

int
deadlock_unlock(const struct deadlock *deadlock, int lock)
{
    if (deadlock->options->sync == DEADLOCK_SEM) {
        coro_sem_post(&deadlock->locks->sems[lock]);
        return 0;
    }
    return coro_mutex_unlock(&deadlock->locks->mutexes[lock]);
}

/* The kernel has no id for a coroutine; the scheduler tells the owner's name.
 */
long
deadlock_owner(const struct deadlock *deadlock, int lock)
{
    (void)deadlock;
    (void)lock;
    return 0;
}

void
deadlock_tell(const struct deadlock *deadlock, int index)
{
    coro_sem_post(&deadlock->locks->told[index]);
}

void
deadlock_await(const struct deadlock *deadlock, int index)
{
    coro_sem_wait(&deadlock->locks->told[index]);
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
    deadlock->locks = new_memory(sizeof(*deadlock->locks));
    for (int i = 0; i < options->workers; i++) {
        char *name = deadlock->locks->names[i];
        snprintf(name, sizeof(deadlock->locks->names[i]), "lock %d", i);
        init_sem(&deadlock->locks->told[i], "a word", 0);
        if (options->sync == DEADLOCK_SEM)
            init_sem(&deadlock->locks->sems[i], name, 1);
        else
            init_mutex(&deadlock->locks->mutexes[i], name, options);
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
        struct seat *seat = &crew->seats[i];
        *seat = (struct seat){.deadlock = deadlock, .index = i};
        snprintf(seat->name, sizeof(seat->name), "worker %d", i);
        crew->ids[i] = coro_spawn(seat->name, worker, seat);
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
    free(deadlock->locks);
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
