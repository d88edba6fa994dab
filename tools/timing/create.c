/* Experiment: what it costs to create a worker and to reap it, in every way
 * that Linux has. Pinned and not are separate questions: a worker that may go
 * to another CPU must wake that CPU first. The time to the child's first
 * instruction is a part of the whole; the rest is its end, and the reaping. */

#include "operations.h"

#include <string.h>

/* The usual two are the twins; the others are answered by build/task. */
static const struct {
    const char *name, *model;
    bool has_first; /* its child runs code of ours */
} ways[] = {
    {"fork", "proc", true},
    {"raw-fork", "proc", true},
    {"exit", "proc", true},
    {"vfork", "proc", true},
    {"spawn", "proc", false},
    {"exec", "proc", false},
    {"thread", "thread", true},
    {"fresh-stack", "thread", true},
    {"detached", "thread", true},
};

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

/* Asked for alone, it is told in full. */
static const char *
how_of(const struct timing *timing)
{
    if (timing->options.how != NULL)
        return timing->options.how;
    return timing->experiments[1] == NULL ? "all" : "fork,thread";
}

static bool
is_wanted(const struct timing *timing, const char *name)
{
    return list_has(how_of(timing), "all") || list_has(how_of(timing), name) ||
           strcmp(name, "thread") == 0;
}

static struct host *
host_of(struct timing *timing, size_t way, const char *more)
{
    const char *name = ways[way].name;

    if (strcmp(more, "--pin") == 0 && strcmp(name, "fork") == 0)
        return host_add(timing, "proc/create", "--pin --probe");
    if (strcmp(more, "--pin") == 0 && strcmp(name, "thread") == 0)
        return host_add(timing, "thread/create", "--pin --probe");
    return host_add(timing, "task", "--how=%s %s --probe", name, more);
}

static void
add(struct timing *timing, const char *name, const char *more, int cores,
    bool first)
{
    struct operation *operation =
        operation_add(timing, cores, false, "%s", name);

    for (size_t i = 0; i < WAYS; i++) {
        if (!is_wanted(timing, ways[i].name) || (first && !ways[i].has_first))
            continue;
        struct series *series = series_add(operation, host_of(timing, i, more),
            ways[i].model, ways[i].name, "");
        if (series != NULL && strcmp(ways[i].name, "thread") == 0)
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
    if (timing->options.how != NULL)
        list_check("how", timing->options.how, names);
    add(timing, "create", "--pin", 1, false);
    if (!list_has(how_of(timing), "all"))
        return;
    add(timing, "create/first-instruction", "--pin --until=first", 1, true);
    add(timing, "create/unpinned", "", 1, false);
}

const struct experiment create_experiment = {.name = "create", .list = list};
