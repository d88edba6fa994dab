/* Producers and consumers as processes.
 *
 * The buffer lies in a segment of shared memory, and so do the mutex and the
 * conditions; each semaphore has a name, and a mapping of its own. All are made
 * before fork, so that each child has them at the same addresses. */

#include "prodcons.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/must.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

const char prodcons_default_sync[] = "sem";

static sem_t *empty, *full, *lock; /* free slots; slots in use; 1: not locked */

static struct monitor {
    pthread_mutex_t mutex;
    pthread_cond_t not_full, not_empty;
} * monitor;

static struct crew crew;

/* Dijkstra's solution (EWD 123, 1965). First a slot, then the lock: the other
 * way round, a producer that finds the buffer full would sleep holding it. */
void
prodcons_put_sem(const struct prodcons_item *item)
{
    MUST_ERRNO(sem_wait(empty));
    MUST_ERRNO(sem_wait(lock));
    prodcons_insert(item);
    MUST_ERRNO(sem_post(lock));
    MUST_ERRNO(sem_post(full));
}

void
prodcons_take_sem(struct prodcons_item *item)
{
    MUST_ERRNO(sem_wait(full));
    MUST_ERRNO(sem_wait(lock));
    prodcons_remove(item);
    MUST_ERRNO(sem_post(lock));
    MUST_ERRNO(sem_post(empty));
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
    monitor = segment_new(sizeof(*monitor)); /* shm_open, mmap */
    segment_mutex(&monitor->mutex, PTHREAD_MUTEX_STALLED);
    segment_cond(&monitor->not_full);
    segment_cond(&monitor->not_empty);
    empty = segment_sem((unsigned)options->slots); /* sem_open, sem_unlink */
    full = segment_sem(0);
    lock = segment_sem(1);
    prodcons_name_sems(empty, full, lock);
    prodcons_init(options, segment_new, PTHREAD_PROCESS_SHARED);
    crew_init(&crew, prodcons_workers(options));
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    prodcons_work(index);
    _exit(STATUS_HELD);
}

static void
start(int i)
{
    pid_t id = fork();

    if (id == -1)
        crew_refused(&crew);
    if (id == 0)
        worker(i);
    crew_placed(&crew, i, id);
}

static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        int dead =
            !prodcons_outlives(id) ? -1 : crew_killed(&crew, id, wait_status);
        if (dead == -1)
            crew_reaped(&crew, id, wait_status);
        else if (prodcons_replaces(dead))
            start(dead); /* --crash-consumer, --respawn */
    }
    crew_end(&crew);
}

void
prodcons_run(const struct prodcons_options *options)
{
    setup(options);
    for (int i = 0; i < prodcons_workers(options); i++)
        start(i);
    join();
}
