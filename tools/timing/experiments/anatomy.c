/* Experiment: where the cost of fork goes. A chain of creations, each of which
 * shares one more thing with its parent than the one before, from nothing (a
 * process) to everything (a thread); and the other way, creations that are
 * given namespaces of their own (a container). The kernel knows one kind of
 * task; process and thread are two ends of this list: clone(2). */

#include "../measure/operations.h"
#include "../plot/pictures.h"
#include "../report/chart.h"

#include "kit/table.h"

#include <string.h>
#include <unistd.h>

static const struct link {
    const char *way, *after, *model, *does;
} chain[] = {
    {"fork", NULL, "proc", "glibc's fork: a process"},
    {"share-none", "fork", "proc", "clone, nothing shared"},
    {"share-vm", "share-none", "proc", "+ address space (VM)"},
    {"share-fs", "share-vm", "proc", "+ working directory (FS)"},
    {"share-files", "share-fs", "proc", "+ table of open files (FILES)"},
    {"share-sighand", "share-files", "proc", "+ signal handlers (SIGHAND)"},
    {"share-futex", "share-sighand", "proc", "and a futex marks its end"},
    {"share-thread", "share-futex", "thread", "+ process id (THREAD)"},
    {"thread", "share-thread", "thread", "glibc's pthread_create"},
    {"fresh-stack", "thread", "thread", "and a new stack each time"},
    {"new-user", "share-none", "proc", "own users (NEWUSER)"},
    {"new-pid", "new-user", "proc", "+ own process ids (NEWPID)"},
    {"new-ipc", "new-pid", "proc", "+ own IPC names (NEWIPC)"},
    {"new-ns", "new-ipc", "proc", "+ own mounts (NEWNS)"},
};

enum { LINKS = sizeof(chain) / sizeof(chain[0]) };

/* Root needs no user namespace to make the others. */
static const char *
predecessor(const struct link *link)
{
    if (link->after != NULL && strcmp(link->after, "new-user") == 0 &&
        geteuid() == 0)
        return "share-none";
    return link->after;
}

static void
list(struct timing *timing)
{
    struct operation *operation = operation_add(timing, 1, false, "anatomy");

    for (size_t i = 0; i < LINKS; i++) {
        if (strcmp(chain[i].way, "new-user") == 0 && geteuid() == 0)
            continue;
        struct host *host =
            host_add(timing, "task", "--how=%s --pin --probe", chain[i].way);
        struct series *series =
            series_add(operation, host, chain[i].model, chain[i].way, "");
        if (chain[i].after != NULL)
            comparison_add(timing, operation, series,
                series_find(operation, predecessor(&chain[i])), true);
        series->text = chain[i].does;
    }
}

static void
print(FILE *out, const struct timing *timing)
{
    fprintf(out, "\nwhere fork's cost goes: each step against the one above\n");
    chart_steps(out, timing, &timing->operations[0]);
    fputc('\n', out);
    table_note(out, 2,
        "The rows with their own users, process ids, IPC names and mounts "
        "start again from 'nothing shared'. Each step changes one thing, with "
        "two exceptions: waitpid cannot wait for a task with the parent's "
        "process id (THREAD), so the step before it adds the futex; and that "
        "step still calls waitpid as well, which THREAD then saves.");
}

const struct experiment anatomy_experiment = {.name = "anatomy",
    .tells_all = true,
    .list = list,
    .print = print,
    .plot = plot_steps};
