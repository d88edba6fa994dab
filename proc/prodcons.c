/* Producers and consumers as processes.
 *
 * The buffer stands in a segment of shared memory; the three semaphores have
 * names of their own. Both kinds of names are gone as soon as we have opened
 * what they stand for. */

#include "prodcons.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char prodcons_default_sync[] = "sem";
const bool prodcons_dies_alone = true;

struct monitor {
    pthread_mutex_t mutex;
    pthread_cond_t not_full, not_empty;
};

/* A child inherits these addresses. Each semaphore stands in a mapping of its
 * own, made by sem_open; the monitor in a segment of ours. */
struct guard {
    sem_t *empty; /* free slots */
    sem_t *full;  /* slots in use */
    sem_t *lock;  /* 1, or 0 while somebody uses the buffer */
    struct monitor *monitor;
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

static struct monitor *
new_monitor(void)
{
    struct monitor *monitor = new_memory(sizeof(*monitor));
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    int code;

    if ((code = pthread_mutexattr_init(&mutex)) != 0 ||
        (code = pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED)) !=
            0 ||
        (code = pthread_mutex_init(&monitor->mutex, &mutex)) != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s", strerror(code));
    if ((code = pthread_condattr_init(&cond)) != 0 ||
        (code = pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED)) !=
            0 ||
        (code = pthread_cond_init(&monitor->not_full, &cond)) != 0 ||
        (code = pthread_cond_init(&monitor->not_empty, &cond)) != 0)
        die(STATUS_CANNOT, "pthread_cond_init: %s", strerror(code));
    pthread_mutexattr_destroy(&mutex);
    pthread_condattr_destroy(&cond);
    return monitor;
}

struct guard *
prodcons_new_guard(const struct prodcons_options *options)
{
    struct guard *guard = &inherited;

    guard->empty = new_sem(options->slots);
    guard->full = new_sem(0);
    guard->lock = new_sem(1);
    guard->monitor = new_monitor();
    return guard;
}

void
prodcons_free_guard(struct guard *guard)
{
    munmap(guard->monitor, sizeof(*guard->monitor));
    sem_close(guard->lock);
    sem_close(guard->full);
    sem_close(guard->empty);
}

static void
must(int code, const char *what)
{
    if (code != 0)
        die(STATUS_BROKEN, "%s: %s: a worker cannot go on", what,
            strerror(code));
}

static void
down(sem_t *sem)
{
    while (sem_wait(sem) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
}

static void
up(sem_t *sem)
{
    if (sem_post(sem) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
}

/* Dijkstra's solution (EWD 123, 1965). First a slot, then the lock: the other
 * way round, whoever found the buffer full would sleep with the lock in hand.
 */
static void
put_sem(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    const struct guard *guard = prodcons->guard;

    down(guard->empty);
    down(guard->lock);
    prodcons_insert(prodcons, item);
    up(guard->lock);
    up(guard->full);
}

static void
take_sem(const struct prodcons *prodcons, struct prodcons_item *item)
{
    const struct guard *guard = prodcons->guard;

    down(guard->full);
    down(guard->lock);
    prodcons_remove(prodcons, item);
    up(guard->lock);
    up(guard->empty);
}

/* Hoare's monitor (1974) as pthreads have it: after a wait the condition must
 * be looked at again, since another may have come first. */
static void
put_cond(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(pthread_mutex_lock(&monitor->mutex), "pthread_mutex_lock");
    while (prodcons->memory->count == prodcons->options->slots)
        must(pthread_cond_wait(&monitor->not_full, &monitor->mutex),
            "pthread_cond_wait");
    prodcons_insert(prodcons, item);
    must(pthread_cond_signal(&monitor->not_empty), "pthread_cond_signal");
    must(pthread_mutex_unlock(&monitor->mutex), "pthread_mutex_unlock");
}

static void
take_cond(const struct prodcons *prodcons, struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(pthread_mutex_lock(&monitor->mutex), "pthread_mutex_lock");
    while (prodcons->memory->count == 0)
        must(pthread_cond_wait(&monitor->not_empty, &monitor->mutex),
            "pthread_cond_wait");
    prodcons_remove(prodcons, item);
    must(pthread_cond_signal(&monitor->not_full), "pthread_cond_signal");
    must(pthread_mutex_unlock(&monitor->mutex), "pthread_mutex_unlock");
}

void
prodcons_put(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    if (prodcons->options->sync == PRODCONS_SEM)
        put_sem(prodcons, item);
    else
        put_cond(prodcons, item);
}

void
prodcons_take(const struct prodcons *prodcons, struct prodcons_item *item)
{
    if (prodcons->options->sync == PRODCONS_SEM)
        take_sem(prodcons, item);
    else
        take_cond(prodcons, item);
}

void
prodcons_operate(const struct prodcons *prodcons, char operation)
{
    const struct guard *guard = prodcons->guard;
    char name = (char)tolower(operation);
    sem_t *sem = name == 'e'   ? guard->empty
                 : name == 'f' ? guard->full
                               : guard->lock;

    if (operation == name)
        up(sem);
    else
        down(sem);
}

void
prodcons_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

static void
setup(struct prodcons *prodcons, struct crew *crew)
{
    const struct prodcons_options *options = prodcons->options;

    stop_hold();
    prodcons->bytes = prodcons_memory_bytes(options);
    prodcons->memory = new_memory(prodcons->bytes);
    prodcons_memory_init(prodcons->memory, options, PTHREAD_PROCESS_SHARED);
    prodcons->guard = prodcons_new_guard(options);
    crew_init(crew, prodcons_workers(options) + (options->crash_consumer > 0));
}

_Noreturn static void
worker(const struct prodcons *prodcons, int index)
{
    prodcons_work(prodcons, index);
    _exit(STATUS_HELD);
}

static int
start(const struct prodcons *prodcons, struct crew *crew, int first, int end)
{
    pid_t parent = getpid();

    for (int i = first; i < end; i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer",
                i);
            gate_call_off(&prodcons->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(prodcons, i);
        }
        crew_started(crew, id);
    }
    return STATUS_HELD;
}

/* A consumer that has killed itself, as it was told to, is started again. Any
 * other death may have been one with a lock in hand. */
static int
join(const struct prodcons *prodcons, struct crew *crew)
{
    int wait_status;

    while (crew->alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        if (id == 0)
            crew_stop(crew, stop_wait(-1));
        int lost = id > 0 && WIFSIGNALED(wait_status) && crew->signal == 0
                       ? prodcons_to_replace(prodcons, id)
                       : -1;
        if (lost >= 0) {
            crew_gone(crew, id);
            if (start(prodcons, crew, lost, lost + 1) != STATUS_HELD)
                crew_give_up(crew, STATUS_CANNOT);
        } else if (id > 0) {
            crew_reaped(crew, id, wait_status);
        }
    }
    return crew->status;
}

static void
teardown(struct prodcons *prodcons, struct crew *crew)
{
    crew_free(crew);
    prodcons_free_guard(prodcons->guard);
    munmap(prodcons->memory, prodcons->bytes);
    stop_release(crew->signal);
}

int
prodcons_run(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    struct prodcons prodcons = {.options = options};
    struct crew crew;

    setup(&prodcons, &crew);
    int started = start(&prodcons, &crew, 0, prodcons_workers(options));
    int joined = join(&prodcons, &crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        prodcons_collect(&prodcons, result);
    teardown(&prodcons, &crew);
    return started != STATUS_HELD ? started : joined;
}
