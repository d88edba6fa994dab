/* N coroutines at once, in one thread. Each has a stack of 64 KiB of virtual
 * memory and a guard, of which only the touched pages take memory; the kernel
 * keeps nothing for it but page tables. */

#include "scale.h"

#include "coro.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/start.h"

#include <errno.h>

/* The page of its stack that it touches, and its share of the page tables. */
static const struct room_each one = {.bytes = 4096 + 512};

static struct scale scale;
static struct scale_memory *memory;
static struct coro_sem asleep = {.name = "asleep"};

static struct coro **ids;
static int started, reaped, status;

void
scale_sleep(void)
{
    coro_sem_wait(&asleep);
}

void
scale_wake(enum scale_state state)
{
    atomic_store(&memory->state, state);
    for (int i = 0; i < started; i++)
        coro_sem_post(&asleep);
}

const char *
scale_guard(void)
{
    return coro_guard_name();
}

/* Let the newest worker run until it sleeps: the others are already asleep. */
static void
await(void)
{
    coro_yield();
}

static void
setup(const struct scale_options *options)
{
    memory = memory_new(scale_memory_bytes(options));
    scale_init(&scale, options, memory, &one);
    ids = memory_new((size_t)options->workers * sizeof(struct coro *));
}

static void
worker(void *argument)
{
    (void)argument;
    scale_work(&scale, clock_ns());
}

static void
start(int workers)
{
    for (int i = 0; i < workers && status == STATUS_HELD; i++) {
        long begin_ns = clock_ns();
        ids[i] = coro_spawn("worker", worker, NULL);
        if (ids[i] == NULL) {
            status = start_failed("coro_spawn", errno, i);
            return;
        }
        started++;
        await();
        scale_arrived(&scale, i, begin_ns);
        if (scale_is_short(i))
            status = STATUS_CANNOT;
    }
}

static void
join(void)
{
    for (; reaped < started; reaped++)
        coro_join(ids[reaped]);
}

int
scale_run(const struct scale_options *options, struct scale_result *result)
{
    setup(options);
    struct scale_size before = scale_size(NULL, 0);
    start((int)options->workers);
    struct scale_size after = scale_size(NULL, 0);
    scale_wake(status == STATUS_HELD ? SCALE_TURNS : SCALE_RETURN);
    join();
    if (status == STATUS_HELD)
        scale_collect(&scale, reaped, &before, &after, result);
    return status;
}
