/* Workers that are coroutines.
 *
 * A coroutine is a stack and a place in a queue, both in the memory of one
 * thread, which takes them up in turn. When that thread ends, nobody does so
 * any more: however main ends, its coroutines end with it, unless it has waited
 * for them. */

#include "lifecycle.h"

#include "coro.h"
#include "kit/die.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

const char lifecycle_noun[] = "coroutines";

struct seat {
    const struct lifecycle *lifecycle;
    int index;
};

struct crew {
    struct coro **ids;
    struct seat *seats;
    int started;
};

struct lifecycle_fate
lifecycle_expect(const struct lifecycle_options *options)
{
    (void)options;
    return (struct lifecycle_fate){
        .outlives_main = false, /* however it ends */
        .is_orphan = false,     /* the kernel knows nothing of them */
    };
}

const char *
lifecycle_refusal(const struct lifecycle_options *options)
{
    if (options->kind == LIFECYCLE_UNIX_DAEMON)
        return "--kind=unix-daemon: only a process has a session, a terminal";
    return NULL;
}

void
lifecycle_sleep_ns(const struct lifecycle *lifecycle, long ns)
{
    (void)lifecycle; /* who ends the process ends our sleep */
    coro_sleep_ns(ns);
}

/* From here on nobody can join it: its stack is freed at its end. */
static void
detach(const struct crew *crew, int index)
{
    coro_detach(crew->ids[index]);
}

_Noreturn static void
end(enum lifecycle_end how)
{
    if (how == LIFECYCLE_LEAVE)
        pthread_exit(NULL); /* the only thread: it takes the process along */
    if (how == LIFECYCLE_KILLED)
        raise(SIGKILL);
    exit(STATUS_HELD); /* ends the process, and all that is in its memory */
}

static void
setup(const struct lifecycle *lifecycle, struct crew *crew)
{
    size_t workers = (size_t)lifecycle->options->workers;

    crew->ids = calloc(workers, sizeof(*crew->ids));
    crew->seats = calloc(workers, sizeof(*crew->seats));
    if (crew->ids == NULL || crew->seats == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for the workers' ids");
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    lifecycle_work(seat->lifecycle, seat->index);
}

static int
start(const struct lifecycle *lifecycle, struct crew *crew)
{
    for (int i = 0; i < lifecycle->options->workers; i++) {
        lifecycle_log(lifecycle, lifecycle_main, "create and start %s",
            lifecycle_name(lifecycle, i));
        crew->seats[i] = (struct seat){lifecycle, i};
        crew->ids[i] =
            coro_spawn(lifecycle_name(lifecycle, i), worker, &crew->seats[i]);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                i);
            return STATUS_CANNOT;
        }
        crew->started++;
        if (lifecycle->options->kind == LIFECYCLE_DETACHED)
            detach(crew, i);
        while (!lifecycle_has_begun(lifecycle, i))
            lifecycle_sleep_ns(lifecycle, LIFECYCLE_NAP_NS);
    }
    return STATUS_HELD;
}

static int
join(const struct lifecycle *lifecycle, const struct crew *crew)
{
    for (int i = 0; i < crew->started; i++) {
        const char *name = lifecycle_name(lifecycle, i);
        lifecycle_log(lifecycle, lifecycle_main, "before joining %s", name);
        coro_join(crew->ids[i]);
        lifecycle_log(lifecycle, lifecycle_main, "%s done", name);
    }
    return STATUS_HELD;
}

static void
teardown(struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
}

int
lifecycle_run(const struct lifecycle *lifecycle)
{
    static struct crew crew; /* as the other models have it */
    int status;

    setup(lifecycle, &crew);
    if ((status = start(lifecycle, &crew)) != STATUS_HELD)
        return status;
    if (lifecycle->options->end == LIFECYCLE_JOIN) {
        status = join(lifecycle, &crew);
        teardown(&crew);
    }
    lifecycle_log(lifecycle, lifecycle_main, "all done");
    if (status != STATUS_HELD)
        return status;
    end((enum lifecycle_end)lifecycle->options->end);
}
