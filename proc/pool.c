/* A pool of processes.
 *
 * The queue lies in a segment of shared memory, and so do the results. A worker
 * that crashes takes nothing along but itself: its parent learns of it by
 * waitpid, puts its task back into the queue, and forks another worker. */

#include "pool.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/model.h"
#include "kit/must.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

const char pool_default_sync[] = "sem";

static pthread_mutex_t *mutex; /* robust */
static sem_t *work;            /* what there is to do */

static struct crew crew;

/* A worker may die holding the lock. Hence a robust mutex: the next that locks
 * it is told so (EOWNERDEAD), repairs the queue, and goes on. No worker sleeps
 * on it: unlock wakes one sleeper, and if that one is killed before it has the
 * mutex, the wake-up is lost, and the others would sleep for ever. */
void
pool_lock(void)
{
    int code;

    while ((code = pthread_mutex_trylock(mutex)) == EBUSY)
        model_yield();
    if (code == EOWNERDEAD) {
        pool_repair();
        code = pthread_mutex_consistent(mutex);
    }
    if (code != 0)
        must_fail("pthread_mutex_trylock", code);
}

void
pool_unlock(void)
{
    MUST(pthread_mutex_unlock(mutex));
}

/* A semaphore has no owner: a worker that is killed asleep on it does no harm.
 * One that is killed just after has taken a post, and pool_bury posts again. */
long
pool_take_sem(int worker)
{
    MUST_ERRNO(sem_wait(work));
    pool_lock();
    long task = pool_take_first(worker);
    pool_unlock();
    return task;
}

long
pool_take_cond(int worker)
{
    (void)worker;
    die(STATUS_CANNOT,
        "--sync=cond: a worker killed while it waits may leave the condition "
        "broken, and none is robust: use --sync=sem");
}

void
pool_wake(long count)
{
    while (count-- > 0)
        MUST_ERRNO(sem_post(work));
}

static void
setup(const struct pool_options *options)
{
    if (options->sync == POOL_COND)
        pool_take_cond(0);           /* before there is a worker */
    pool_init(options, segment_new); /* shm_open, mmap */
    mutex = segment_new(sizeof(*mutex));
    segment_mutex(mutex, PTHREAD_MUTEX_ROBUST);
    work = segment_sem(0); /* sem_open, sem_unlink */
    crew_init(&crew, (int)options->workers + POOL_DEATHS);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    pool_work(index);
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
    crew_started(&crew, id);
}

static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        int dead = crew_killed(&crew, id, wait_status);
        if (dead == -1)
            crew_reaped(&crew, id, wait_status);
        else if (pool_bury(dead, id, WTERMSIG(wait_status)))
            start(crew.started);
        else
            crew_give_up(&crew, STATUS_BROKEN);
    }
    crew_end(&crew);
}

void
pool_run(const struct pool_options *options)
{
    setup(options);
    for (int i = 0; i < options->workers; i++)
        start(i);
    pool_submit();
    pool_close();
    join();
}
