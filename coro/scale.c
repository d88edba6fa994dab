/* N coroutines at once, in one thread. Each has a stack of 64 KiB of virtual
 * memory and a guard, of which only the touched pages take memory; the kernel
 * keeps nothing for it but page tables. */

#include "scale.h"

#include "coro.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/start.h"

#include <stdlib.h>

/* The page of its stack that it touches, and its share of the page tables. */
static const struct room_each one = {.bytes = 4096 + 512};

static struct scale scale;
static struct coro_sem asleep = {.name = "asleep"};
static struct coro **ids;
static int reaped;

void
scale_sleep(void)
{
    coro_sem_wait(&asleep);
}

void
scale_wake(void)
{
    atomic_store(&scale.memory->state, SCALE_TURNS);
    for (int i = 0; i < scale.options->workers; i++)
        coro_sem_post(&asleep);
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
    ids = memory_new((size_t)options->workers * sizeof(struct coro *));
    scale_init(&scale, options, memory_new, &one);
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
    for (int i = 0; i < workers; i++) {
        long begin_ns = clock_ns();
        ids[i] = coro_spawn("worker", worker, NULL);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
        await();
        scale_arrived(&scale, i, begin_ns);
        if (scale_is_short(i))
            exit(STATUS_CANNOT);
    }
}

static void
join(int workers)
{
    for (; reaped < workers; reaped++)
        coro_join(ids[reaped]);
}

void
scale_run(const struct scale_options *options, struct scale_result *result)
{
    setup(options);
    scale.before = scale_size(NULL, 0);
    start((int)options->workers);
    scale.after = scale_size(NULL, 0);
    scale_wake();
    join((int)options->workers);
    scale_collect(&scale, reaped, result);
}
