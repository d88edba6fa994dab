/* Deadlock between threads.
 *
 * A thread that sleeps for a mutex cannot be ended: it does not hear of
 * pthread_cancel, and SIGKILL ends all threads at once. So those who are stuck
 * stay as they are until the program ends, and what they look at stays, too. */

#define _GNU_SOURCE /* gettid */

#include "deadlock.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char twin_model[] = "thread";
const char deadlock_default_sync[] = "mutex";
const char deadlock_worker_is[] = "thread";
const char deadlock_finder[] = "watchdog";
const char deadlock_ending[] =
    "No thread can be ended alone: who is stuck ends with the program.";

struct seat {
    const struct deadlock *deadlock;
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

static sem_t *
new_sem(long value)
{
    sem_t *sem = malloc(sizeof(*sem));

    if (sem == NULL || sem_init(sem, PTHREAD_PROCESS_PRIVATE, (unsigned)value))
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

static void
new_lock(struct deadlock *deadlock, int lock)
{
    static const int types[] = {
        [DEADLOCK_MUTEX] = PTHREAD_MUTEX_NORMAL,
        [DEADLOCK_ERRORCHECK] = PTHREAD_MUTEX_ERRORCHECK,
        [DEADLOCK_RECURSIVE] = PTHREAD_MUTEX_RECURSIVE,
        [DEADLOCK_ROBUST] = PTHREAD_MUTEX_NORMAL,
    };
    const struct deadlock_options *options = deadlock->options;
    pthread_mutex_t *mutex = &deadlock->memory->mutexes[lock];
    pthread_mutexattr_t attributes;
    int code;

    if (options->sync == DEADLOCK_SEM) {
        deadlock->sems[lock] = new_sem(1);
        return;
    }
    int robust = deadlock_is_robust(options) ? PTHREAD_MUTEX_ROBUST
                                             : PTHREAD_MUTEX_STALLED;
    if ((code = pthread_mutexattr_init(&attributes)) != 0 ||
        (code = pthread_mutexattr_settype(&attributes, types[options->sync])) !=
            0 ||
        (code = pthread_mutexattr_setrobust(&attributes, robust)) != 0 ||
        (code = pthread_mutex_init(mutex, &attributes)) != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s: no mutex to be had",
            strerror(code));
    pthread_mutexattr_destroy(&attributes);
}

/* EOWNERDEAD: the last owner has ended with the mutex, which is ours now. What
 * it guards may be half done. Without pthread_mutex_consistent nobody would get
 * it after us. */
int
deadlock_lock(const struct deadlock *deadlock, int lock)
{
    pthread_mutex_t *mutex = &deadlock->memory->mutexes[lock];

    if (deadlock->options->sync == DEADLOCK_SEM) {
        while (sem_wait(deadlock->sems[lock]) == -1)
            if (errno != EINTR)
                return errno;
        return 0;
    }
    int code = pthread_mutex_lock(mutex);
    if (code == EOWNERDEAD) {
        deadlock_repair(deadlock);
        int marked = pthread_mutex_consistent(mutex);
        if (marked != 0)
            return marked;
    }
    return code;
}

int
deadlock_unlock(const struct deadlock *deadlock, int lock)
{
    if (deadlock->options->sync == DEADLOCK_SEM)
        return sem_post(deadlock->sems[lock]) == -1 ? errno : 0;
    return pthread_mutex_unlock(&deadlock->memory->mutexes[lock]);
}

void
deadlock_tell(const struct deadlock *deadlock, int index)
{
    if (sem_post(&deadlock->memory->told[index]) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
}

void
deadlock_await(const struct deadlock *deadlock, int index)
{
    while (sem_wait(&deadlock->memory->told[index]) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
}

static void
setup(struct deadlock *deadlock, struct crew *crew)
{
    const struct deadlock_options *options = deadlock->options;
    size_t workers = (size_t)options->workers;

    if (options->which == DEADLOCK_HOLDER_KILLED)
        die(STATUS_CANNOT, "no thread can be killed alone: SIGKILL ends the "
                           "whole process: see proc/deadlock");
    deadlock->memory = new_memory(sizeof(*deadlock->memory));
    deadlock_memory_init(deadlock->memory, options, PTHREAD_PROCESS_PRIVATE);
    for (int i = 0; i < options->workers; i++)
        new_lock(deadlock, i);
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    deadlock_work(seat->deadlock, seat->index, gettid());
    return NULL;
}

static int
start(const struct deadlock *deadlock, struct crew *crew)
{
    for (int i = 0; i < deadlock->options->workers; i++) {
        crew->seats[i] = (struct seat){deadlock, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
            gate_call_off(&deadlock->memory->gate, i);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

/* pthread_join would wait for ever for one that is stuck. */
static int
join(struct deadlock *deadlock, struct crew *crew)
{
    for (int i = 0; i < crew->started; i++) {
        while (!deadlock_ended(deadlock, i) && !deadlock_found(deadlock))
            clock_sleep_ns(DEADLOCK_LOOK_NS);
        int code = deadlock_ended(deadlock, i)
                       ? pthread_join(crew->ids[i], NULL)
                       : pthread_detach(crew->ids[i]);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
    return STATUS_HELD;
}

static void
teardown(struct deadlock *deadlock, struct crew *crew)
{
    if (deadlock->stuck)
        return; /* they still look at it */
    free(crew->seats);
    free(crew->ids);
    for (int i = 0; i < deadlock->options->workers; i++)
        if (deadlock->sems[i] != NULL) {
            sem_destroy(deadlock->sems[i]);
            free(deadlock->sems[i]);
        }
    free(deadlock->memory);
}

int
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    static struct deadlock deadlock; /* who is stuck outlives this call */
    static struct crew crew;

    deadlock.options = options;
    setup(&deadlock, &crew);
    int started = start(&deadlock, &crew);
    int joined = join(&deadlock, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        deadlock_collect(&deadlock, result);
    teardown(&deadlock, &crew);
    return started != STATUS_HELD ? started : joined;
}
