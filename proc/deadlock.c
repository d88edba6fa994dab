/* Deadlock between processes.
 *
 * A process that sleeps for a lock can be killed, and one that has a lock can
 * be killed as well, by anybody, at any time: its lock stays taken. A robust
 * mutex is the cure for that, since the kernel knows of it: it lies on a list
 * of the process (set_robust_list(2)), which the kernel walks when it ends. */

#include "deadlock.h"

#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char deadlock_default_sync[] = "sem";
const char deadlock_worker_is[] = "process";
const char deadlock_finder[] = "watchdog";
const char deadlock_ending[] = "Who was stuck has been killed and reaped.";
const char deadlock_unmet[] = "nobody was stuck this time: that proves nothing";

/* A child inherits these addresses. Each semaphore stands in a mapping of its
 * own, made by sem_open; the mutexes stand in a segment of ours. */
struct locks {
    pthread_mutex_t *mutexes;
    sem_t *sems[DEADLOCK_MOST];
    sem_t *told[DEADLOCK_MOST]; /* by worker: it may go on */
};

static struct locks inherited;
static const size_t mutexes_bytes = DEADLOCK_MOST * sizeof(pthread_mutex_t);

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
        code = pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
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
init_sem(sem_t **sem, long value)
{
    char name[NAME_BYTES];

    name_fresh(name);
    *sem = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)value);
    if (*sem == SEM_FAILED) {
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

/* EOWNERDEAD: the last owner has ended with the mutex, which is ours now. What
 * it guards may be half done. Without pthread_mutex_consistent nobody would get
 * it after us. */
int
deadlock_lock(const struct deadlock *deadlock, int lock)
{
    pthread_mutex_t *mutex = &deadlock->locks->mutexes[lock];

    if (deadlock->options->sync == DEADLOCK_SEM) {
        while (sem_wait(deadlock->locks->sems[lock]) == -1)
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
        return sem_post(deadlock->locks->sems[lock]) == -1 ? errno : 0;
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
    if (sem_post(deadlock->locks->told[index]) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
}

void
deadlock_await(const struct deadlock *deadlock, int index)
{
    while (sem_wait(deadlock->locks->told[index]) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
}

static void
setup(struct deadlock *deadlock, struct crew *crew)
{
    const struct deadlock_options *options = deadlock->options;

    stop_hold();
    deadlock->memory = new_memory(sizeof(*deadlock->memory));
    deadlock_memory_init(deadlock->memory, options, PTHREAD_PROCESS_SHARED);
    deadlock->locks = &inherited;
    deadlock->locks->mutexes = new_memory(mutexes_bytes);
    for (int i = 0; i < options->workers; i++) {
        init_sem(&deadlock->locks->told[i], 0);
        if (options->sync == DEADLOCK_SEM)
            init_sem(&deadlock->locks->sems[i], 1);
        else
            init_mutex(&deadlock->locks->mutexes[i], options);
    }
    crew_init(crew, (int)options->workers);
}

_Noreturn static void
worker(const struct deadlock *deadlock, int index)
{
    deadlock_work(deadlock, index, getpid());
    _exit(STATUS_HELD);
}

static int
start(const struct deadlock *deadlock, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < deadlock->options->workers; i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            gate_call_off(&deadlock->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(deadlock, i);
        }
        crew_started(crew, id);
    }
    return STATUS_HELD;
}

/* waitpid alone would wait for ever for those that are stuck. All of them are
 * stopped before the first is killed: its robust mutexes would come free, and
 * set the others going. */
static int
join(struct deadlock *deadlock, struct crew *crew)
{
    int wait_status;

    while (crew->alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        if (id > 0)
            crew_reaped(
                crew, id, deadlock_meant(deadlock, id) ? 0 : wait_status);
        if (id != 0)
            continue;
        if (deadlock_found(deadlock)) {
            for (int i = 0; i < crew->started; i++)
                if (crew->ids[i] != 0)
                    kill(crew->ids[i], SIGSTOP);
            for (int i = 0; i < crew->started; i++)
                if (crew->ids[i] != 0)
                    kill(crew->ids[i], SIGKILL);
        }
        crew_stop(crew, stop_wait(DEADLOCK_LOOK_NS));
    }
    return crew->status;
}

static void
teardown(struct deadlock *deadlock, struct crew *crew)
{
    crew_free(crew);
    for (int i = 0; i < deadlock->options->workers; i++) {
        sem_close(deadlock->locks->told[i]);
        if (deadlock->options->sync == DEADLOCK_SEM)
            sem_close(deadlock->locks->sems[i]);
    }
    munmap(deadlock->locks->mutexes, mutexes_bytes);
    munmap(deadlock->memory, sizeof(*deadlock->memory));
    stop_release(crew->signal);
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
