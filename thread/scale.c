/* N threads at once, with the stacks that glibc gives them by default: 8 MiB of
 * virtual memory each (ulimit -s), of which only the touched pages take memory.
 */

#include "scale.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/futex.h"
#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <limits.h>
#include <pthread.h>

/* A stack and its guard page are two mappings. */
static const struct room_each one = {.tasks = 1, .bytes = 64 * 1024, .maps = 2};

static struct scale scale;
static struct scale_memory *memory;

static pthread_t *ids;
static int started, reaped, status;

/* A futex and not a semaphore, because one call wakes all. */
void
scale_sleep(void)
{
    atomic_fetch_add(&memory->arrived, 1);
    futex_wake(&memory->arrived, 1);
    while (atomic_load(&memory->state) == SCALE_ASLEEP)
        futex_wait(&memory->state, SCALE_ASLEEP, -1);
}

void
scale_wake(enum scale_state state)
{
    atomic_store(&memory->state, state);
    futex_wake(&memory->state, INT_MAX);
}

const char *
scale_guard(void)
{
    return "libc's guard";
}

/* Wait until that many are about to sleep. A thread does not die alone, so all
 * will be. */
static void
await(int workers)
{
    while (atomic_load(&memory->arrived) < workers)
        futex_wait(&memory->arrived, workers - 1, -1);
}

static void
setup(const struct scale_options *options)
{
    memory = memory_new(scale_memory_bytes(options));
    scale_init(&scale, options, memory, &one);
    ids = memory_new((size_t)options->workers * sizeof(*ids));
}

static void *
worker(void *argument)
{
    (void)argument;
    scale_work(&scale, clock_ns());
    return NULL;
}

static void
start(int workers)
{
    for (int i = 0; i < workers && status == STATUS_HELD; i++) {
        long begin_ns = clock_ns();
        int code = pthread_create(&ids[i], NULL, worker, NULL);
        if (code != 0) {
            status = start_failed("pthread_create", code, i);
            return;
        }
        started++;
        await(i + 1);
        scale_arrived(&scale, i, begin_ns);
        if (scale_is_short(i))
            status = STATUS_CANNOT;
    }
}

static void
join(void)
{
    for (; reaped < started; reaped++)
        MUST(pthread_join(ids[reaped], NULL));
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
