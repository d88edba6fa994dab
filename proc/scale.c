/* N processes at once.
 *
 * Each has an address space of its own: page tables that the kernel keeps, and
 * a copy of every page that it, or the starter after it, has written to. */

#define _GNU_SOURCE /* RUSAGE_THREAD, syscall */

#include "scale.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/footprint.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char scale_counter[] = "the kernel";

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1 }; /* futex(2): no header of musl's */
enum { PATIENCE_NS = 100000000, NS_PER_S = 1000000000 };

/* For what a process takes by itself, in the kernel most of all. */
static const struct room_each one = {.tasks = 1, .bytes = 256 * 1024};

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

/* The starter's size and its children's. Of very many, a thousand or two stand
 * for all: to ask the kernel for one takes as long as to create it. */
static struct scale_size
size(const struct crew *crew)
{
    struct scale_size sum = {.kernel = footprint_kernel(),
        .user = footprint_share(getpid()),
        .virtual = footprint_virtual(getpid())};
    long user = 0, virtual = 0, asked = 0;

    for (int i = 0; i < crew->started; i += 1 + crew->started / 1000) {
        long share = footprint_share(crew->ids[i]);
        long span = footprint_virtual(crew->ids[i]);
        if (share < 0 || span < 0) /* it is gone, and join will tell */
            return (struct scale_size){-1, -1, -1};
        user += share;
        virtual += span;
        asked++;
    }
    if (asked > 0) {
        sum.user += user * crew->started / asked;
        sum.virtual += virtual / asked * crew->started;
    }
    return sum;
}

/* A futex and not a semaphore, because one call wakes all. Not FUTEX_PRIVATE,
 * also between threads: the same kind in both models. */
void
scale_sleep(const struct scale *scale)
{
    struct scale_memory *memory = scale->memory;

    if (sem_post(&memory->arrived) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot report");
    while (atomic_load(&memory->state) == SCALE_ASLEEP)
        if (syscall(SYS_futex, &memory->state, FUTEX_WAIT, SCALE_ASLEEP, NULL,
                NULL, 0) == -1 &&
            errno != EINTR && errno != EAGAIN)
            die(STATUS_BROKEN, "futex: %m: a worker cannot sleep");
}

void
scale_wake(const struct scale *scale, enum scale_state state)
{
    atomic_store(&scale->memory->state, state);
    if (syscall(SYS_futex, &scale->memory->state, FUTEX_WAKE, INT_MAX, NULL,
            NULL, 0) == -1)
        die(STATUS_BROKEN, "futex: %m: cannot wake the workers");
}

void
scale_yield(void)
{
    sched_yield(); /* cannot fail */
}

/* A yield counts as involuntary, a sleep as voluntary. */
long
scale_switches(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count the switches");
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

/* Each has the stack of main, below which the kernel leaves room. */
const char *
scale_guard(void)
{
    return "kernel's gap";
}

/* Wait until the newest worker is about to sleep. False after a tenth of a
 * second: look whether it lives, and ask again. */
static bool
await(const struct scale *scale)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until); /* sem_timedwait knows no other */
    until.tv_nsec += PATIENCE_NS;
    until.tv_sec += until.tv_nsec / NS_PER_S;
    until.tv_nsec %= NS_PER_S;
    while (sem_timedwait(&scale->memory->arrived, &until) == -1) {
        if (errno == ETIMEDOUT)
            return false;
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_timedwait: %m: cannot await a worker");
    }
    return true;
}

static void
setup(struct scale *scale, struct crew *crew)
{
    stop_hold();
    scale->bytes = scale_memory_bytes(scale->options);
    scale->memory = new_memory(scale->bytes);
    scale_init(scale, &one);
    if (sem_init(&scale->memory->arrived, PTHREAD_PROCESS_SHARED, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    crew_init(crew, (int)scale->options->workers);
}

_Noreturn static void
worker(const struct scale *scale, pid_t parent)
{
    long began_ns = clock_ns();

    stop_orphan(parent);
    scale_work(scale, began_ns);
    _exit(STATUS_HELD);
}

static int
start(const struct scale *scale, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < scale->options->workers && crew->signal == 0; i++) {
        long begin_ns = clock_ns();
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            return STATUS_CANNOT;
        }
        if (id == 0)
            worker(scale, parent);
        crew_started(crew, id);
        while (!await(scale)) {
            siginfo_t end = {.si_pid = 0};
            if (waitid(P_PID, (id_t)id, &end, WEXITED | WNOHANG | WNOWAIT) ==
                    0 &&
                end.si_pid == id)
                return STATUS_BROKEN; /* of what, join will tell */
        }
        scale_arrived(scale, i, begin_ns);
        if (scale_is_short(i))
            return STATUS_CANNOT;
        crew_stop(crew, stop_wait(0));
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
teardown(struct scale *scale, struct crew *crew)
{
    crew_free(crew);
    sem_destroy(&scale->memory->arrived);
    munmap(scale->memory, scale->bytes);
    stop_release(crew->signal);
}

int
scale_run(const struct scale_options *options, struct scale_result *result)
{
    struct scale scale = {.options = options};
    struct crew crew;

    setup(&scale, &crew);
    struct scale_size before = size(&crew);
    int started = start(&scale, &crew);
    struct scale_size after = size(&crew);
    scale_wake(&scale, started == STATUS_HELD ? SCALE_TURNS : SCALE_GO_HOME);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        scale_collect(
            &scale, crew.started - crew.alive, &before, &after, result);
    teardown(&scale, &crew);
    return started != STATUS_HELD ? started : joined;
}
