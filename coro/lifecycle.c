/* Workers that are coroutines.
 *
 * A coroutine is a stack and a place in a queue, both in the memory of one
 * thread, which runs them in turn. When that thread ends, nobody does so any
 * more: however main ends, its coroutines end with it, unless it has waited for
 * them. */

#include "lifecycle.h"

#include "coro.h"

#include "kit/start.h"

#include <stdint.h>

static struct coro *ids[LIFECYCLE_WORKERS];
static bool detached; /* nobody can wait for the workers */

bool
lifecycle_outlives_main(const struct lifecycle_options *options)
{
    (void)options;
    return false; /* however main ends */
}

/* From here on nobody can join it: its stack is freed at its end. */
static void
detach(int index)
{
    coro_detach(ids[index]);
}

/* Until the worker has begun. */
static void
await(int index)
{
    while (!lifecycle_has_begun(index))
        lifecycle_sleep_ns(LIFECYCLE_NAP_NS);
}

static void
setup(const struct lifecycle_options *options)
{
    detached = options->kind == LIFECYCLE_DETACHED;
}

static void
worker(void *index)
{
    lifecycle_work((int)(intptr_t)index);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        lifecycle_log(lifecycle_main, "create and start %s", lifecycle_name(i));
        ids[i] = coro_spawn(lifecycle_name(i), worker, (void *)(intptr_t)i);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
        if (detached)
            detach(i);
        await(i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++) {
        lifecycle_log(lifecycle_main, "before joining %s", lifecycle_name(i));
        coro_join(ids[i]);
        lifecycle_log(lifecycle_main, "%s done", lifecycle_name(i));
    }
}

void
lifecycle_run(const struct lifecycle_options *options)
{
    setup(options);
    start((int)options->workers);
    if (options->end == LIFECYCLE_JOIN)
        join((int)options->workers);
}
