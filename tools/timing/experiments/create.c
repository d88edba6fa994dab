/* Experiment: what it costs to create a worker and to reap it, in every way
 * that Linux has, and in one that it does not know of: a coroutine. Pinned and
 * not are separate questions: a worker that may go to another CPU must wake
 * that CPU first. The time to the child's first instruction is a part of the
 * whole; the rest is its end, and the reaping. These two questions
 * do not apply to a coroutine: it runs where its parent does, and once that
 * yields. */

#include "../measure/operations.h"

#include <string.h>

/* The usual three are the twins; the others are answered by build/task. */
static const struct {
    const char *name, *model;
    bool has_first; /* its child runs code of ours */
    bool is_task;   /* of the kernel, which can move it */
} ways[] = {
    {"fork", "proc", true, true},
    {"raw-fork", "proc", true, true},
    {"exit", "proc", true, true},
    {"vfork", "proc", true, true},
    {"spawn", "proc", false, true},
    {"exec", "proc", false, true},
    {"thread", "thread", true, true},
    {"fresh-stack", "thread", true, true},
    {"detached", "thread", true, true},
    {"coroutine", "coro", false, false},
};

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

/* Without --how: all ways, or the usual three beside another operation. */
static bool
is_asked(const struct timing *timing, const char *name)
{
    return how_asks(timing,
        timing->experiments[1] == NULL ? "all" : "fork,thread,coroutine", name);
}

static struct host *
host_of(struct timing *timing, size_t way, const char *more)
{
    const char *name = ways[way].name;
    char twin[32];

    snprintf(twin, sizeof(twin), "%s/create", ways[way].model);
    if (strcmp(more, "--pin") == 0 &&
        (strcmp(name, "fork") == 0 || strcmp(name, "thread") == 0 ||
            strcmp(name, "coroutine") == 0))
        return host_add(timing, twin, "--pin --probe");
    return host_add(timing, "task", "--how=%s %s --probe", name, more);
}

static void
add(struct timing *timing, const char *name, const char *more, bool first)
{
    bool pinned = strncmp(more, "--pin", strlen("--pin")) == 0;
    struct operation *operation = operation_add(timing, 1, false, "%s", name);

    for (size_t i = 0; i < WAYS; i++) {
        bool is_base = strcmp(ways[i].name, "thread") == 0;
        if (!(is_base || is_asked(timing, ways[i].name)) ||
            (first && !ways[i].has_first) || (!pinned && !ways[i].is_task))
            continue;
        series_add(operation, host_of(timing, i, more), ways[i].model,
            ways[i].name, "");
        if (is_base)
            operation->base = operation->count - 1;
    }
    comparisons_to_base(timing, operation);
}

static void
list(struct timing *timing)
{
    const char *names[WAYS + 1] = {NULL};

    for (size_t i = 0; i < WAYS; i++)
        names[i] = ways[i].name;
    how_check(timing, names);
    add(timing, "create", "--pin", false);
    if (!is_asked(timing, "all"))
        return;
    add(timing, "create/first-instruction", "--pin --until=first", true);
    add(timing, "create/unpinned", "", false);
}

const struct experiment create_experiment = {.name = "create", .list = list};
