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
#include <stdlib.h>

/* A stack and its guard page are two mappings. */
static const struct room_each one = {.tasks = 1, .bytes = 64 * 1024, .maps = 2};

static struct scale scale;
static pthread_t *ids;
static int reaped;

/* A futex and not a semaphore, because one call wakes all. */
void
scale_sleep(void)
{
    atomic_fetch_add(&scale.memory->arrived, 1);
    futex_wake(&scale.memory->arrived, 1);
    while (atomic_load(&scale.memory->state) == SCALE_ASLEEP)
        futex_wait(&scale.memory->state, SCALE_ASLEEP, -1);
}

void
scale_wake(void)
{
    atomic_store(&scale.memory->state, SCALE_TURNS);
    futex_wake(&scale.memory->state, INT_MAX);
}

/* Wait until that many are about to sleep. A thread does not die alone, so all
 * will be. */
static void
await(int workers)
{
    while (atomic_load(&scale.memory->arrived) < workers)
        futex_wait(&scale.memory->arrived, workers - 1, -1);
}

static void
setup(const struct scale_options *options)
{
    ids = memory_new((size_t)options->workers * sizeof(*ids));
    scale_init(&scale, options, memory_new, &one);
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
    for (int i = 0; i < workers; i++) {
        long begin_ns = clock_ns();
        int code = pthread_create(&ids[i], NULL, worker, NULL);
        if (code != 0)
            start_refused("pthread_create", code, i);
        await(i + 1);
        scale_arrived(&scale, i, begin_ns);
        if (scale_is_short(i))
            exit(STATUS_CANNOT);
    }
}

static void
join(int workers)
{
    for (; reaped < workers; reaped++)
        MUST(pthread_join(ids[reaped], NULL));
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
