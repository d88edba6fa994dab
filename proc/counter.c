/* The counter race between processes.
 *
 * Each worker is a process of its own, made by fork. A process shares nothing
 * that it does not ask for: the counter stands in a segment of shared memory,
 * whose name in /dev/shm is gone as soon as we have it open. */

#include "counter.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char twin_model[] = "proc";
const char counter_default_sync[] = "sem";
const char counter_worker_noun[] = "Process";
const bool counter_is_preemptive = true;

/* --memory=private: after fork, every process has one of these. */
static atomic_long private_value;

/* A child inherits these addresses. The semaphore stands in a mapping of its
 * own, made by sem_open; mutex and barrier in segments of ours. */
struct guard {
    sem_t *sem;
    pthread_mutex_t *mutex;
    pthread_barrier_t *barrier;
};

static struct guard inherited;

/* ftruncate would promise bytes that a full /dev/shm does not have, and the
 * first touch of one would raise SIGBUS: posix_fallocate takes them now. The
 * workers inherit the mapping, so that the name can go at once. */
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

static void
init_sem(struct guard *guard)
{
    char name[NAME_BYTES];

    name_fresh(name);
    guard->sem = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    if (guard->sem == SEM_FAILED) {
        int code = errno;
        if (code != EEXIST)
            sem_unlink(name); /* it may have failed after making the name */
        die(STATUS_CANNOT, "sem_open %s: %s: is /dev/shm ours to use?", name,
            strerror(code));
    }
    if (sem_unlink(name) == -1)
        die(STATUS_CANNOT, "sem_unlink: %m: remove /dev/shm/sem.%s by hand",
            name + 1);
}

static void
init_mutex(struct guard *guard)
{
    pthread_mutexattr_t shared;

    guard->mutex = new_memory(sizeof(*guard->mutex));
    int code = pthread_mutexattr_init(&shared);
    if (code == 0)
        code = pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    if (code == 0)
        code = pthread_mutex_init(guard->mutex, &shared);
    if (code != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s: no mutex to be had",
            strerror(code));
    pthread_mutexattr_destroy(&shared);
}

static void
init_barrier(struct guard *guard, long workers)
{
    pthread_barrierattr_t shared;

    guard->barrier = new_memory(sizeof(*guard->barrier));
    int code = pthread_barrierattr_init(&shared);
    if (code == 0)
        code = pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    if (code == 0)
        code = pthread_barrier_init(guard->barrier, &shared, (unsigned)workers);
    if (code != 0)
        die(STATUS_CANNOT, "pthread_barrier_init: %s: no barrier to be had",
            strerror(code));
    pthread_barrierattr_destroy(&shared);
}

void
counter_lock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = pthread_mutex_lock(counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_mutex_lock: %s: a worker cannot go on",
                strerror(code));
    } else {
        while (sem_wait(counter->guard->sem) == -1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    }
}

void
counter_unlock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = pthread_mutex_unlock(counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN,
                "pthread_mutex_unlock: %s: a worker cannot go on",
                strerror(code));
    } else {
        if (sem_post(counter->guard->sem) == -1)
            die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
    }
}

void
counter_yield(void)
{
    sched_yield(); /* cannot fail */
}

void
counter_meet(const struct counter *counter)
{
    int code = pthread_barrier_wait(counter->guard->barrier);

    if (code != 0 && code != PTHREAD_BARRIER_SERIAL_THREAD)
        die(STATUS_BROKEN, "pthread_barrier_wait: %s: a worker cannot go on",
            strerror(code));
}

void
counter_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

static void
setup(struct counter *counter, struct crew *crew)
{
    const struct counter_options *options = counter->options;

    stop_hold();
    counter->bytes = counter_memory_bytes(options);
    counter->memory = new_memory(counter->bytes);
    counter_memory_init(counter->memory, options, PTHREAD_PROCESS_SHARED);
    counter->guard = &inherited;
    init_sem(counter->guard);
    init_mutex(counter->guard);
    init_barrier(counter->guard, options->workers);
    counter->value = options->memory == COUNTER_PRIVATE
                         ? &private_value
                         : &counter->memory->value;
    crew_init(crew, (int)options->workers);
}

_Noreturn static void
worker(const struct counter *counter, int index)
{
    counter_work(counter, index);
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static int
start(const struct counter *counter, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < counter->options->workers; i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            gate_call_off(&counter->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(counter, i);
        }
        crew_started(crew, id);
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int wait_status;

    while (crew->alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        if (id == 0)
            crew_stop(crew, stop_wait(-1));
        else if (id > 0)
            crew_reaped(crew, id, wait_status);
    }
    return crew->status;
}

static void
teardown(struct counter *counter, struct crew *crew)
{
    crew_free(crew);
    munmap(counter->guard->barrier, sizeof(*counter->guard->barrier));
    munmap(counter->guard->mutex, sizeof(*counter->guard->mutex));
    sem_close(counter->guard->sem);
    munmap(counter->memory, counter->bytes);
    stop_release(crew->signal);
}

int
counter_run(
    const struct counter_options *options, struct counter_result *result)
{
    struct counter counter = {.options = options};
    struct crew crew;
    long copies = options->memory == COUNTER_PRIVATE ? options->workers + 1 : 1;

    setup(&counter, &crew);
    int started = start(&counter, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        counter_collect(&counter, copies, result);
    teardown(&counter, &crew);
    return started != STATUS_HELD ? started : joined;
}
