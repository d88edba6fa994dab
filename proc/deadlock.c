/* Deadlock between processes.
 *
 * A process that sleeps for a lock can be killed, and so can one that holds a
 * lock, by anybody, at any time: the lock stays locked. A robust mutex is the
 * cure, since the kernel knows of it: it is on a list of the process
 * (set_robust_list(2)), which the kernel walks when the process ends. */

#include "deadlock.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/must.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

const char deadlock_default_sync[] = "sem";

static struct shared {
    struct deadlock deadlock;
    pthread_mutex_t mutexes[DEADLOCK_MOST];
} * shared;

static sem_t *sems[DEADLOCK_SEMS]; /* each has a mapping of its own */

static struct crew crew;

/* EOWNERDEAD: the last owner has ended without unlocking, and we own the mutex
 * now. What it guards may be half done. Without pthread_mutex_consistent nobody
 * could lock it after us. */
int
deadlock_lock_mutex(int lock)
{
    int code = pthread_mutex_lock(&shared->mutexes[lock]);

    if (code == EOWNERDEAD) {
        deadlock_repair(&shared->deadlock);
        MUST(pthread_mutex_consistent(&shared->mutexes[lock]));
    }
    return code;
}

void
deadlock_unlock_mutex(int lock)
{
    MUST(pthread_mutex_unlock(&shared->mutexes[lock]));
}

int
deadlock_wait_sem(int sem)
{
    MUST_ERRNO(sem_wait(sems[sem]));
    return 0;
}

void
deadlock_post_sem(int sem)
{
    MUST_ERRNO(sem_post(sems[sem]));
}

static void
setup(const struct deadlock_options *options)
{
    shared = segment_new(sizeof(*shared));
    for (int i = 0; i < options->workers; i++) {
        deadlock_init_mutex(
            &shared->mutexes[i], options, PTHREAD_PROCESS_SHARED);
        sems[i] = segment_sem(1);
        sems[DEADLOCK_TOLD + i] = segment_sem(0);
    }
    deadlock_init(&shared->deadlock, options, PTHREAD_PROCESS_SHARED);
    crew_init(&crew, (int)options->workers);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    deadlock_work(&shared->deadlock, index);
    _exit(STATUS_HELD);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i);
        crew_started(&crew, id);
    }
}

/* waitpid alone would wait for ever for a process that is stuck. All are
 * stopped before the first is killed: a kill frees the robust mutexes of its
 * victim, and would set the others going. */
static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id != 0) {
            bool meant = WIFSIGNALED(wait_status) &&
                         deadlock_meant(&shared->deadlock, id);
            crew_reaped(&crew, id, meant ? 0 : wait_status);
            continue;
        }
        if (deadlock_found(&shared->deadlock)) {
            crew_kill(&crew, SIGSTOP);
            crew_kill(&crew, SIGKILL);
        }
        crew_stop(&crew, stop_wait(DEADLOCK_LOOK_NS));
    }
    crew_end(&crew);
}

void
deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result)
{
    setup(options);
    start((int)options->workers);
    join();
    deadlock_collect(&shared->deadlock, shared->mutexes, result);
}
