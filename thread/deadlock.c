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
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char deadlock_default_sync[] = "mutex";
const char deadlock_worker_is[] = "thread";
const char deadlock_finder[] = "watchdog";
const char deadlock_ending[] =
    "No thread can be ended alone: who is stuck ends with the program.";
const char deadlock_unmet[] = "nobody was stuck this time: that proves nothing";

struct locks {
    pthread_mutex_t mutexes[DEADLOCK_MOST];
    sem_t sems[DEADLOCK_MOST];
    sem_t told[DEADLOCK_MOST]; /* by worker: it may go on */
};

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

static void
init_mutex(pthread_mutex_t *mutex, const struct deadlock_options *options)
{
    static const int types[] = {
        [DEADLOCK_MUTEX] = PTHREAD_MUTEX_NORMAL,
        [DEADLOCK_ERRORCHECK] = PTHREAD_MUTEX_ERRORCHECK,
        [DEADLOCK_RECURSIVE] = PTHREAD_MUTEX_RECURSIVE,
        [DEADLOCK_ROBUST] = PTHREAD_MUTEX_NORMAL,
    };
    int robust = deadlock_is_robust(options) ? PTHREAD_MUTEX_ROBUST
                                             : PTHREAD_MUTEX_STALLED;
    pthread_mutexattr_t kind;
    int code = pthread_mutexattr_init(&kind);

    if (code == 0)
        code = pthread_mutexattr_settype(&kind, types[options->sync]);
    if (code == 0)
        code = pthread_mutexattr_setrobust(&kind, robust);
    if (code == 0)
        code = pthread_mutex_init(mutex, &kind);
    if (code != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s: no mutex to be had",
            strerror(code));
    pthread_mutexattr_destroy(&kind);
}

static void
init_sem(sem_t *sem, long value)
{
    if (sem_init(sem, PTHREAD_PROCESS_PRIVATE, (unsigned)value) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
}

/* EOWNERDEAD: the last owner has ended with the mutex, which is ours now. What
 * it guards may be half done. Without pthread_mutex_consistent nobody would get
 * it after us. */
int
deadlock_lock(const struct deadlock *deadlock, int lock)
{
    pthread_mutex_t *mutex = &deadlock->locks->mutexes[lock];

    if (deadlock->options->sync == DEADLOCK_SEM) {
        while (sem_wait(&deadlock->locks->sems[lock]) == -1)
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
        return sem_post(&deadlock->locks->sems[lock]) == -1 ? errno : 0;
    return pthread_mutex_unlock(&deadlock->locks->mutexes[lock]);
}

/* As one would look for it with gdb: p mutex.__data.__owner. It is the C
 * library's own affair, and only told, never relied on. */
long
deadlock_owner(const struct deadlock *deadlock, int lock)
{
    long id = 0;

#ifdef __GLIBC__
    id = deadlock->locks->mutexes[lock].__data.__owner;
#else
    (void)deadlock;
    (void)lock;
#endif
    return id;
}

void
deadlock_tell(const struct deadlock *deadlock, int index)
{
    if (sem_post(&deadlock->locks->told[index]) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
}

void
deadlock_await(const struct deadlock *deadlock, int index)
{
    while (sem_wait(&deadlock->locks->told[index]) == -1)
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
    deadlock->locks = new_memory(sizeof(*deadlock->locks));
    for (int i = 0; i < options->workers; i++) {
        init_sem(&deadlock->locks->told[i], 0);
        if (options->sync == DEADLOCK_SEM)
            init_sem(&deadlock->locks->sems[i], 1);
        else
            init_mutex(&deadlock->locks->mutexes[i], options);
    }
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
    free(deadlock->locks);
    free(deadlock->memory);
}

int
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    /* Who is stuck outlives this call. */
    static struct deadlock_options kept;
    static struct deadlock deadlock = {.options = &kept};
    static struct crew crew;

    kept = *options;
    setup(&deadlock, &crew);
    int started = start(&deadlock, &crew);
    int joined = join(&deadlock, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        deadlock_collect(&deadlock, result);
    teardown(&deadlock, &crew);
    return started != STATUS_HELD ? started : joined;
}
