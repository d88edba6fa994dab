/* Creating a thread: pthread_create, return, pthread_join.
 *
 * The new thread uses the address space, the files and the signal table that
 * are there; glibc gives it a stack, and keeps that for the next one. */

#include "create.h"

#include "kit/clock.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>

static pthread_t id;
static long reaped;

static void
setup(void)
{
    reaped = 0;
}

static void *
worker(void *argument)
{
    return argument;
}

static void
start(void)
{
    int code = pthread_create(&id, NULL, worker, NULL);

    if (code != 0)
        start_refused("pthread_create", code, (int)reaped);
}

static void
join(void)
{
    MUST(pthread_join(id, NULL));
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
