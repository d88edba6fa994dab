/* Workers that are threads.
 *
 * A thread lives in its process. exit ends the process, and with it all
 * threads, wherever they are: what Python calls daemon threads, a C program has
 * without asking. To let them go on, main's thread leaves alone, by
 * pthread_exit: the process ends when its last thread has ended. */

#define _GNU_SOURCE /* pthread_setname_np */

#include "lifecycle.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

const char lifecycle_noun[] = "threads";

struct seat {
    const struct lifecycle *lifecycle;
    int index;
};

struct crew {
    pthread_t *ids;
    struct seat *seats;
    int started;
};

struct lifecycle_fate
lifecycle_expect(const struct lifecycle_options *options)
{
    return (struct lifecycle_fate){
        .outlives_main = options->end == LIFECYCLE_LEAVE,
        .is_orphan = false, /* only a process has a parent */
    };
}

const char *
lifecycle_refusal(const struct lifecycle_options *options)
{
    if (options->kind == LIFECYCLE_UNIX_DAEMON)
        return "--kind=unix-daemon: only a process has a session, a terminal";
    if (options->kind == LIFECYCLE_DAEMON && options->end == LIFECYCLE_LEAVE)
        return "--kind=daemon --end=leave: pthread_exit in main leaves all "
               "threads running: --end=exit ends them";
    return NULL;
}

void
lifecycle_sleep_ns(const struct lifecycle *lifecycle, long ns)
{
    (void)lifecycle; /* who ends the process ends our sleep */
    clock_sleep_ns(ns);
}

/* From here on nobody can join it: what it has taken is freed at its end. */
static void
detach(const struct crew *crew, int index)
{
    int code = pthread_detach(crew->ids[index]);
    if (code != 0)
        die(STATUS_BROKEN, "pthread_detach: %s: worker %d is out of sight",
            strerror(code), index);
}

_Noreturn static void
end(enum lifecycle_end how)
{
    if (how == LIFECYCLE_LEAVE)
        pthread_exit(NULL); /* this thread ends, the process does not */
    if (how == LIFECYCLE_KILLED)
        raise(SIGKILL); /* kills the process: no thread can be killed alone */
    exit(STATUS_HELD);  /* ends the process, and all threads with it */
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

static void *
worker(void *argument)
{
    const struct seat *seat = argument;
    const char *name = lifecycle_name(seat->lifecycle, seat->index);

    int code = pthread_setname_np(pthread_self(), name);
    if (code != 0)
        die(STATUS_CANNOT, "pthread_setname_np: %s: %s has no name",
            strerror(code), name);
    lifecycle_work(seat->lifecycle, seat->index);
    return NULL;
}

static int
start(const struct lifecycle *lifecycle, struct crew *crew)
{
    for (int i = 0; i < lifecycle->options->workers; i++) {
        lifecycle_log(lifecycle, lifecycle_main, "create and start %s",
            lifecycle_name(lifecycle, i));
        crew->seats[i] = (struct seat){lifecycle, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
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
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
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
    static struct crew crew; /* main's stack ends with main, threads may not */
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
