/* Workers that are threads.
 *
 * A thread lives in its process. exit ends the process, and with it all
 * threads, wherever they are: what Python calls daemon threads, a C program has
 * without asking. To let them go on, main's thread leaves alone, by
 * pthread_exit: the process ends when its last thread has ended. */

#include "lifecycle.h"

#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <stdint.h>

static pthread_t ids[LIFECYCLE_WORKERS];
static bool detached; /* nobody can wait for the workers */

bool
lifecycle_outlives_main(const struct lifecycle_options *options)
{
    return options->end == LIFECYCLE_LEAVE;
}

/* From here on nobody can join it: what it has taken is freed at its end. */
static void
detach(int index)
{
    MUST(pthread_detach(ids[index]));
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

static void *
worker(void *argument)
{
    int index = (int)(intptr_t)argument;

    MUST(pthread_setname_np(pthread_self(), lifecycle_name(index)));
    lifecycle_work(index);
    return NULL;
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        lifecycle_log(lifecycle_main, "create and start %s", lifecycle_name(i));
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            start_refused("pthread_create", code, i);
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
        MUST(pthread_join(ids[i], NULL));
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
