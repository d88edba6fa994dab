/* What is the same in every model. A worker says that it starts, sleeps, waits
 * for its turn, and says that it finishes. Main starts the workers, and ends.
 */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/format.h"
#include "kit/memory.h"
#include "kit/must.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct lifecycle lifecycle;
const char lifecycle_main[] = "Main    ";

void
lifecycle_log(const char *who, const char *format, ...)
{
    char text[DIARY_TEXT];

    FORMAT(text, sizeof(text), format);
    diary_write(&lifecycle.memory->diary, "%s: %s", who, text);
}

const char *
lifecycle_name(int index)
{
    return lifecycle.memory->workers[index].name;
}

bool
lifecycle_has_begun(int index)
{
    return atomic_load(&lifecycle.memory->workers[index].begun);
}

/* A busy machine may wake a worker before one that sleeps less, or before main
 * has ended: then it sleeps on. */
static bool
may_finish(int rank)
{
    struct lifecycle_memory *memory = lifecycle.memory;

    return atomic_load(&memory->finished) == rank &&
           (lifecycle.options->end == LIFECYCLE_JOIN ||
               atomic_load(&memory->main_gone));
}

void
lifecycle_work(int index)
{
    struct lifecycle_memory *memory = lifecycle.memory;
    struct lifecycle_worker *self = &memory->workers[index];
    pid_t parent = getppid();

    atomic_store(&self->id, getpid());
    MUST_ERRNO(self->session = getsid(0));
    lifecycle_log(self->name, "starting, for %ld ms; process %d, parent %d",
        self->sleep_ns / NS_PER_MS, (int)self->id, (int)parent);
    if (self->session != memory->session)
        lifecycle_log(self->name, "session %d, that of main is %d",
            (int)self->session, (int)memory->session);
    atomic_store(&self->begun, true);
    lifecycle_sleep_ns(self->sleep_ns);
    while (!may_finish(self->rank))
        lifecycle_sleep_ns(LIFECYCLE_NAP_NS);
    if (getppid() != parent)
        lifecycle_log(self->name, "parent %d is gone, now it is %d",
            (int)parent, (int)getppid());
    self->outlived_main = atomic_load(&memory->main_gone);
    self->finished = true;
    lifecycle_log(self->name, "finishing");
    memory->finish_order[atomic_fetch_add(&memory->places, 1)] = index;
    /* Last: when the next worker sees this number, it finishes. */
    atomic_fetch_add(&memory->finished, 1);
}

/* Processes that main has started outlive each of these ends, and coroutines
 * none. For threads it makes a difference: exit, as return from main, ends the
 * process, and all threads with it; so does the signal, since no thread can be
 * killed alone. pthread_exit ends this thread only, and the process with it if
 * it is the last. */
_Noreturn static void
end(int how)
{
    if (how == LIFECYCLE_LEAVE)
        pthread_exit(NULL);
    if (how == LIFECYCLE_KILLED)
        MUST_ERRNO(raise(SIGKILL));
    exit(STATUS_HELD);
}

void
lifecycle_be_main(void)
{
    lifecycle_run(lifecycle.options);
    lifecycle_log(lifecycle_main, "all done");
    end(lifecycle.options->end);
}

/* Who is the first to wake, the second, …: by index. Fisher and Yates. */
static void
draw_order(const struct lifecycle_options *options, int *order)
{
    int workers = (int)options->workers;
    unsigned seed = (unsigned)options->seed;

    for (int i = 0; i < workers; i++)
        order[i] = options->order == LIFECYCLE_REVERSED ? workers - 1 - i : i;
    for (int i = workers - 1; options->order == LIFECYCLE_SHUFFLED && i > 0;
         i--) {
        int other = rand_r(&seed) % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* The memory has no name, unlike a segment: all who use it descend from us. */
void
lifecycle_prepare(const struct lifecycle_options *options)
{
    int order[LIFECYCLE_WORKERS];

    lifecycle.options = options;
    lifecycle.memory = memory_shared(sizeof(*lifecycle.memory));
    MUST_ERRNO(lifecycle.memory->session = getsid(0));
    diary_begin(&lifecycle.memory->diary, DIARY_MOST);
    draw_order(options, order);
    for (int rank = 0; rank < options->workers; rank++) {
        struct lifecycle_worker *worker =
            &lifecycle.memory->workers[order[rank]];
        worker->rank = rank;
        worker->sleep_ns = (rank + 1) * options->sleep_ms * NS_PER_MS;
        snprintf(worker->name, sizeof(worker->name), "%.*s-%d",
            LIFECYCLE_MAX_NAME, options->name, order[rank]);
    }
}
