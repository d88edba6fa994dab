/* Creating a coroutine: coro_spawn, return, coro_join.
 *
 * The kernel is not asked for anything. A coroutine takes a stack, which is
 * kept for the next one, and the values that its registers begin with. */

#include "create.h"

#include "coro.h"

#include "kit/clock.h"
#include "kit/start.h"

static struct coro *id;
static long reaped;

static void
setup(void)
{
    reaped = 0;
}

static void
worker(void *argument)
{
    (void)argument;
}

static void
start(void)
{
    id = coro_spawn("worker", worker, NULL);
    if (id == NULL)
        start_refused("coro_spawn", errno, (int)reaped);
}

static void
join(void)
{
    coro_join(id);
    reaped++;
}

void
create_run(const struct create_options *options, struct create_result *result)
{
    setup();
    long begin_ns = clock_ns();
    for (long i = 0; i < options->count; i++) {
        __asm__ volatile(""); /* keeps the bare loop a loop */
        if (!options->bare) {
            inject(&options->added);
            start();
            join();
        }
    }
    result->elapsed_ns = clock_ns() - begin_ns;
    result->reaped = reaped;
}
