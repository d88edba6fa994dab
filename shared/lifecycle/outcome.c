/* What was seen of the workers, and whether it is what the model promises. */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/die.h"
#include "kit/model.h"

#include <stdio.h>

/* The workers in that order, as much as fits: "2 1 0", "63 62 61 60 ..". */
static void
write_order(const int *order, long count, char *text, size_t size)
{
    size_t length = 0;

    snprintf(text, size, "none");
    for (long i = 0; i < count; i++) {
        if (length + sizeof(" 63 ..") > size) {
            snprintf(text + length, size - length, " ..");
            return;
        }
        length += (size_t)snprintf(
            text + length, size - length, "%s%d", i == 0 ? "" : " ", order[i]);
    }
}

/* Did they finish in the order of their sleeping times? */
static bool
is_in_order(const struct lifecycle_memory *memory)
{
    int finished = atomic_load(&memory->finished);

    for (int place = 0; place < finished; place++)
        if (memory->workers[memory->finish_order[place]].rank != place)
            return false;
    return true;
}

void
lifecycle_collect(struct lifecycle_result *result)
{
    const struct lifecycle_options *options = lifecycle.options;
    const struct lifecycle_memory *memory = lifecycle.memory;
    int started[LIFECYCLE_WORKERS];

    for (int i = 0; i < options->workers; i++) {
        const struct lifecycle_worker *worker = &memory->workers[i];
        if (!atomic_load(&worker->begun))
            continue;
        started[result->started++] = i;
        result->finished += worker->finished;
        result->outlived_main += worker->outlived_main;
        result->own_session += worker->session != memory->session;
    }
    write_order(started, result->started, result->start_order,
        sizeof(result->start_order));
    write_order(memory->finish_order, atomic_load(&memory->finished),
        result->finish_order, sizeof(result->finish_order));
    result->in_order = is_in_order(memory);
    result->log = diary_lines(&memory->diary, true);
}

/* Did each worker come to the end that the model promises? One that can die
 * alone is a process: if main does not reap it, alive or dead, the watcher has
 * to. */
static bool
is_as_promised(const struct lifecycle_options *options,
    const struct lifecycle_result *result)
{
    bool joined = options->end == LIFECYCLE_JOIN;
    bool apart = options->kind == LIFECYCLE_UNIX_DAEMON;
    long all = options->workers;

    return result->started == all &&
           result->finished ==
               (joined || lifecycle_outlives_main(options) ? all : 0) &&
           result->outlived_main == (joined ? 0 : result->finished) &&
           result->orphans == (!joined && model_dies_alone ? all : 0) &&
           result->own_session == (apart ? all : 0) && result->in_order;
}

static void
write_note(
    const struct lifecycle_options *options, struct lifecycle_result *result)
{
    size_t size = sizeof(result->note);

    if (!result->ok)
        snprintf(result->note, size,
            "%ld of %ld %s finished, %ld after main's end, %ld left to the "
            "watcher: this is not what the model promises",
            result->finished, options->workers, model_workers,
            result->outlived_main, result->orphans);
    else if (options->end == LIFECYCLE_JOIN)
        snprintf(result->note, size,
            "main waited for its %s: all of them had finished before its end",
            model_workers);
    else if (result->finished == 0)
        snprintf(result->note, size,
            "main's end was also that of its %s, in the middle of their sleep",
            model_workers);
    else if (result->orphans > 0)
        snprintf(result->note, size,
            "all %s outlived main, and finished as children of the watcher; "
            "without it, init would have inherited them",
            model_workers);
    else
        snprintf(result->note, size,
            "all %s outlived main's own, in the process that it has left",
            model_workers);
}

int
lifecycle_judge(const void *from, void *into)
{
    const struct lifecycle_options *options = from;
    struct lifecycle_result *result = into;

    result->ok = is_as_promised(options, result);
    write_note(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}
