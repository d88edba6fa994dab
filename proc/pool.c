/* A pool of processes.
 *
 * The queue stands in a segment of shared memory, and so do the results. A
 * worker that crashes takes nothing along but itself: its parent is told by
 * waitpid, puts its task back into the queue, and forks another worker.
 *
 * It may die with the queue's lock in its hand. Hence a robust mutex: the next
 * who locks it is told so (EOWNERDEAD), repairs the queue, and goes on. */

#include "pool.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char pool_default_sync[] = "sem";
const bool pool_is_one_process = false;

/* The queue's lock, and what a worker sleeps on. */
struct pool_guard {
    pthread_mutex_t *mutex; /* in a segment of its own */
    sem_t *work;            /* what there is to do */
};

static void *
new_memory(size_t bytes)
{
    char name[NAME_BYTES];

    name_fresh(name);
    int segment = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (segment == -1)
        die(STATUS_CANNOT, "shm_open %s: %m: is /dev/shm ours to use?", name);
    if (shm_unlink(name) == -1)
        die(STATUS_CANNOT, "shm_unlink: %m: remove /dev/shm%s by hand", name);
    int code = posix_fallocate(segment, 0, (off_t)bytes);
    if (code != 0)
        die(STATUS_CANNOT, "posix_fallocate: %s: need %zu bytes of /dev/shm",
            strerror(code), bytes);
    void *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment, 0);
    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    close(segment);
    return memory;
}

/* A robust one outlives its owner: when a process dies that has it, the kernel
 * marks it, and wakes one who waits for it. */
static pthread_mutex_t *
new_mutex(void)
{
    pthread_mutex_t *mutex = new_memory(sizeof(*mutex));
    pthread_mutexattr_t attributes;
    int code = pthread_mutexattr_init(&attributes);

    if (code == 0)
        code =
            pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (code == 0)
        code = pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (code == 0)
        code = pthread_mutex_init(mutex, &attributes);
    if (code != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s: no robust mutex to be had",
            strerror(code));
    pthread_mutexattr_destroy(&attributes);
    return mutex;
}

static sem_t *
new_sem(long value)
{
    char name[NAME_BYTES];

    name_fresh(name);
    sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)value);
    if (sem == SEM_FAILED) {
        int code = errno;
        if (code != EEXIST)
            sem_unlink(name); /* it may have failed after making the name */
        die(STATUS_CANNOT, "sem_open %s: %s: is /dev/shm ours to use?", name,
            strerror(code));
    }
    if (sem_unlink(name) == -1)
        die(STATUS_CANNOT, "sem_unlink: %m: remove /dev/shm/sem.%s by hand",
            name + 1);
    return sem;
}

/* Why nobody sleeps for long: who unlocks a mutex frees it, and then wakes one
 * sleeper. If that one is killed before it has the mutex, and another has come
 * and taken it meanwhile, then nobody remembers those who still sleep. Rare,
 * but seen: once in some hundred runs whose workers were killed all the time.
 */
void
pool_lock(const struct pool *pool)
{
    struct timespec until;
    int code;

    do {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        code = pthread_mutex_timedlock(pool->guard->mutex, &until);
    } while (code == ETIMEDOUT);
    if (code == EOWNERDEAD) { /* we have it; its last owner died with it */
        pool_repair(pool);
        code = pthread_mutex_consistent(pool->guard->mutex);
    }
    if (code != 0)
        die(STATUS_BROKEN, "pthread_mutex_timedlock: %s", strerror(code));
}

void
pool_unlock(const struct pool *pool)
{
    int code = pthread_mutex_unlock(pool->guard->mutex);

    if (code != 0)
        die(STATUS_BROKEN, "pthread_mutex_unlock: %s", strerror(code));
}

/* A semaphore has no owner. Who is killed asleep on it does no harm; who is
 * killed just after has taken one away, and pool_bury puts one back. */
void
pool_await(const struct pool *pool)
{
    while (sem_wait(pool->guard->work) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    pool_lock(pool);
}

void
pool_wake(const struct pool *pool, long count)
{
    for (; count > 0; count--)
        if (sem_post(pool->guard->work) == -1)
            die(STATUS_BROKEN, "sem_post: %m: cannot wake a worker");
}

void
pool_pause(long ns)
{
    clock_sleep_ns(ns);
}

static void
setup(struct pool *pool, struct crew *crew)
{
    const struct pool_options *options = pool->options;

    if (options->sync == POOL_COND)
        die(STATUS_CANNOT,
            "--sync=cond: POSIX has robust mutexes, but no robust condition "
            "variable: a worker killed while it waits at one may leave it "
            "broken for all; use --sync=sem");
    stop_hold();
    pool->bytes = pool_memory_bytes(options);
    pool->memory = new_memory(pool->bytes);
    pool->guard->mutex = new_mutex();
    pool->guard->work = new_sem(0);
    crew_init(crew, (int)options->workers + POOL_DEATHS);
}

_Noreturn static void
worker(const struct pool *pool, int index)
{
    pool_work(pool, index);
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static int
start(const struct pool *pool, struct crew *crew, long more)
{
    pid_t parent = getpid();

    for (; more > 0; more--) {
        int index = crew->started;
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                index);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(pool, index);
        }
        crew_started(crew, id);
    }
    return STATUS_HELD;
}

/* A worker that was killed is replaced; one that gave up by itself has said
 * why, and ends the run. Ctrl-C reaches the workers as well, and they may be
 * gone first: so ask before. */
static int
join(const struct pool *pool, struct crew *crew)
{
    int wait_status;

    while (crew->alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        crew_stop(crew, stop_wait(id == 0 ? -1 : 0));
        if (id <= 0)
            continue;
        if (WIFEXITED(wait_status) || crew->signal != 0 || crew->status != 0) {
            crew_reaped(crew, id, wait_status);
            continue;
        }
        int dead = crew_gone(crew, id);
        if (dead >= 0)
            crew->status = pool_bury(pool, dead, id, WTERMSIG(wait_status))
                               ? start(pool, crew, 1)
                               : STATUS_BROKEN;
    }
    return crew->status;
}

static void
teardown(struct pool *pool, struct crew *crew)
{
    crew_free(crew);
    sem_close(pool->guard->work);
    munmap(pool->guard->mutex, sizeof(*pool->guard->mutex));
    munmap(pool->memory, pool->bytes);
    stop_release(crew->signal);
}

int
pool_run(const struct pool_options *options, struct pool_record *record,
    struct pool_result *result)
{
    struct pool_guard guard;
    struct pool pool = {.options = options, .record = record, .guard = &guard};
    struct crew crew;

    setup(&pool, &crew);
    int started = start(&pool, &crew, options->workers);
    if (started == STATUS_HELD)
        pool_submit(&pool);
    pool_close(&pool);
    int joined = join(&pool, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        pool_collect(&pool, result);
    teardown(&pool, &crew);
    return started != STATUS_HELD ? started : joined;
}
