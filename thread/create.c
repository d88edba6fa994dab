/* Creating a thread: pthread_create, return, pthread_join.
 *
 * The new thread uses the address space, the files and the signal table that
 * are there; glibc gives it a stack, and keeps that for the next one. */

#include "create.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <pthread.h>
#include <string.h>

struct crew {
    pthread_t id;
    long reaped;
};

static void
setup(struct crew *crew)
{
    *crew = (struct crew){0};
}

static void *
worker(void *argument)
{
    return argument;
}

static int
start(struct crew *crew)
{
    int code = pthread_create(&crew->id, NULL, worker, NULL);
    if (code != 0) {
        complain("pthread_create: %s: after %ld threads: see 'ulimit -u'",
            strerror(code), crew->reaped);
        return STATUS_CANNOT;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int code = pthread_join(crew->id, NULL);

    if (code != 0) {
        complain("pthread_join: %s", strerror(code));
        return STATUS_BROKEN;
    }
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
