/* N threads at once, with the stacks that glibc gives them by default: 8 MiB of
 * addresses each (ulimit -s), of which only the pages that were touched take
 * memory. */

#define _GNU_SOURCE /* RUSAGE_THREAD, syscall */

#include "scale.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/footprint.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

const char scale_counter[] = "the kernel";

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1 }; /* futex(2): no header of musl's */

/* A stack and its guard page are two mappings. */
static const struct room_each one = {.tasks = 1, .bytes = 64 * 1024, .maps = 2};

struct crew {
    pthread_t *ids;
    int started, reaped;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

/* There is one address space for all: its size is theirs. */
static struct scale_size
size(const struct crew *crew)
{
    (void)crew;
    return (struct scale_size){.kernel = footprint_kernel(),
        .user = footprint_share(getpid()),
        .virtual = footprint_virtual(getpid())};
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

const char *
scale_guard(void)
{
    return "libc's guard";
}

/* Wait until the newest worker is about to sleep. A thread does not die alone:
 * it will arrive. */
static void
await(const struct scale *scale)
{
    while (sem_wait(&scale->memory->arrived) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: cannot await a worker");
}

static void
setup(struct scale *scale, struct crew *crew)
{
    size_t workers = (size_t)scale->options->workers;

    scale->bytes = scale_memory_bytes(scale->options);
    scale->memory = new_memory(scale->bytes);
    scale_init(scale, &one);
    if (sem_init(&scale->memory->arrived, PTHREAD_PROCESS_PRIVATE, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    *crew = (struct crew){.ids = new_memory(workers * sizeof(*crew->ids))};
}

static void *
worker(void *argument)
{
    scale_work(argument, clock_ns());
    return NULL;
}

static int
start(const struct scale *scale, struct crew *crew)
{
    for (int i = 0; i < scale->options->workers; i++) {
        long begin_ns = clock_ns();
        int code = pthread_create(&crew->ids[i], NULL, worker, (void *)scale);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
            return STATUS_CANNOT;
        }
        crew->started++;
        await(scale);
        scale_arrived(scale, i, begin_ns);
        if (scale_is_short(i))
            return STATUS_CANNOT;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
        crew->reaped++;
    }
    return STATUS_HELD;
}

static void
teardown(struct scale *scale, struct crew *crew)
{
    free(crew->ids);
    sem_destroy(&scale->memory->arrived);
    free(scale->memory);
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
        scale_collect(&scale, crew.reaped, &before, &after, result);
    teardown(&scale, &crew);
    return started != STATUS_HELD ? started : joined;
}
