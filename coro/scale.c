/* N coroutines at once, in one thread. Each has a stack of 64 KiB of addresses
 * and a guard, of which only the pages that were touched take memory; the
 * kernel keeps nothing for it but page tables. */

#include "scale.h"

#include "coro.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/footprint.h"

#include <stdlib.h>
#include <unistd.h>

const char scale_counter[] = "our own scheduler";

/* The page of its stack that it touches, and its share of the page tables. */
static const struct room_each one = {.bytes = 4096 + 512};

static struct coro_sem asleep; /* what state is between tasks of the kernel */

struct crew {
    struct coro **ids;
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

void
scale_sleep(const struct scale *scale)
{
    (void)scale;
    coro_sem_wait(&asleep);
}

void
scale_wake(const struct scale *scale, enum scale_state state)
{
    atomic_store(&scale->memory->state, state);
    for (long i = 0; i < scale->options->workers; i++)
        coro_sem_post(&asleep);
}

void
scale_yield(void)
{
    coro_yield();
}

long
scale_switches(void)
{
    return coro_switches();
}

const char *
scale_guard(void)
{
    return coro_guard_name();
}

/* Let the newest worker run until it sleeps: the others do already. */
static void
await(const struct scale *scale)
{
    (void)scale;
    coro_yield();
}

static void
setup(struct scale *scale, struct crew *crew)
{
    size_t workers = (size_t)scale->options->workers;

    scale->bytes = scale_memory_bytes(scale->options);
    scale->memory = new_memory(scale->bytes);
    scale_init(scale, &one);
    coro_sem_init(&asleep, "asleep", 0);
    *crew = (struct crew){.ids = new_memory(workers * sizeof(struct coro *))};
}

static void
worker(void *argument)
{
    scale_work(argument, clock_ns());
}

static int
start(const struct scale *scale, struct crew *crew)
{
    for (int i = 0; i < scale->options->workers; i++) {
        long begin_ns = clock_ns();
        crew->ids[i] = coro_spawn("worker", worker, (void *)scale);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: is "
                     "memory limited, see 'ulimit -v'? Or ask for fewer "
                     "--workers",
                i);
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
        coro_join(crew->ids[i]);
        crew->reaped++;
    }
    return STATUS_HELD;
}

static void
teardown(struct scale *scale, struct crew *crew)
{
    free(crew->ids);
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
