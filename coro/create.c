/* Creating a coroutine: coro_spawn, return, coro_join.
 *
 * The kernel is not asked for anything: it takes a stack, which is kept for the
 * next one, and the registers to begin with. */

#include "create.h"

#include "coro.h"

#include "kit/clock.h"
#include "kit/die.h"

struct crew {
    struct coro *id;
    long reaped;
};

static void
setup(struct crew *crew)
{
    *crew = (struct crew){0};
}

static void
worker(void *argument)
{
    (void)argument;
}

static int
start(struct crew *crew)
{
    crew->id = coro_spawn("worker", worker, NULL);
    if (crew->id == NULL) {
        complain("coro_spawn: %m: after %ld coroutines: is memory limited, see "
                 "'ulimit -v'?",
            crew->reaped);
        return STATUS_CANNOT;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    coro_join(crew->id);
    crew->reaped++;
    return STATUS_HELD;
}

static void
teardown(const struct crew *crew, struct create_result *result)
{
    result->reaped = crew->reaped;
}

int
create_run(const struct create_options *options, struct create_result *result)
{
    struct crew crew;
    int status = STATUS_HELD;

    setup(&crew);
    long begin_ns = clock_ns();
    for (long i = 0; i < options->count && status == STATUS_HELD; i++) {
        __asm__ volatile(""); /* keeps the bare loop a loop */
        if (!options->bare) {
            inject(&options->added);
            status = start(&crew);
            if (status == STATUS_HELD)
                status = join(&crew);
        }
    }
    result->elapsed_ns = clock_ns() - begin_ns;
    teardown(&crew, result);
    return status;
}
