/* Experiment: from the naive comparison to the fair one. Two threads that hand
 * over by a private futex, or that share a table of open files, do another
 * operation than two processes; each step makes one thing the same, and shows
 * what it was worth. What is left is the address space. */

#include "../measure/estimate.h"
#include "../measure/operations.h"
#include "../report/format.h"

#include "kit/table.h"

#include <string.h>

static const struct walk {
    const char *how, *naive, *fair; /* options of the thread */
    const char *naive_label, *fair_label;
    const char *naive_text, *fair_text;
} walks[] = {
    {"sem", "--private", "", "private", "shared", "a private futex",
        "a shared futex, as processes have"},
    {"futex", "--private", "", "private", "shared", "a private futex",
        "a shared futex, as processes have"},
    {"cond", "--private", "", "private", "shared", "a private futex",
        "a shared futex, as processes have"},
    {"pipe", "", "--own-files", "common-files", "own-files",
        "one table of open files", "a table each, as processes have"},
    {"eventfd", "", "--own-files", "common-files", "own-files",
        "one table of open files", "a table each, as processes have"},
};

enum { WALKS = sizeof(walks) / sizeof(walks[0]) };

static const char *
how_of(const struct timing *timing)
{
    return timing->options.how != NULL ? timing->options.how : "sem,pipe";
}

static void
add(struct timing *timing, const struct walk *walk)
{
    struct operation *operation =
        operation_add(timing, 1, true, "explain/%s", walk->how);
    struct series *fair = series_add(operation,
        host_add(timing, "thread/switch", "--how=%s --probe %s", walk->how,
            walk->fair),
        "thread", walk->fair_label, "");
    struct series *naive = series_add(operation,
        host_add(timing, "thread/switch", "--how=%s --probe %s", walk->how,
            walk->naive),
        "thread", walk->naive_label, "");
    struct series *proc = series_add(operation,
        host_add(timing, "proc/switch", "--how=%s --probe", walk->how), "proc",
        "proc", "");

    comparison_add(timing, operation, proc, fair, true);
    comparison_add(timing, operation, naive, fair, true);
    comparison_add(timing, operation, proc, naive, true);
}

static void
list(struct timing *timing)
{
    const char *names[WALKS + 1] = {NULL};

    for (size_t i = 0; i < WALKS; i++)
        names[i] = walks[i].how;
    if (timing->options.how != NULL)
        list_check("how", timing->options.how, names);
    for (size_t i = 0; i < WALKS; i++)
        if (list_has(how_of(timing), "all") ||
            list_has(how_of(timing), walks[i].how))
            add(timing, &walks[i]);
}

/* "processes 1.17 times (1.15..1.19) the threads' cost: slower" */
static void
print_line(FILE *out, const char *name, const char *text,
    const struct comparison *comparison)
{
    char ratio[FORMAT_BYTES], difference[FORMAT_BYTES];
    const char *verdict = estimate_verdict(comparison);

    if (verdict == NULL)
        return;
    format_ratio(ratio, &comparison->ratio);
    format_figure(difference, &comparison->difference, true);
    fprintf(out, "  %-6s%-36s %s\n%45s%s: %s\n", name, text, ratio, "",
        difference, strcmp(verdict, "none") == 0 ? "no verdict" : verdict);
}

/* add() made three comparisons for each. */
static void
print_walk(FILE *out, const struct timing *timing, size_t index)
{
    const struct comparison *steps = &timing->comparisons[3 * index];
    const char *how = strchr(steps->operation->name, '/') + 1;
    const struct walk *walk = walks;

    while (strcmp(walk->how, how) != 0)
        walk++;
    fprintf(out, "\n%s: from the naive comparison to the fair one\n", how);
    print_line(out, "naive", walk->naive_text, &steps[2]);
    print_line(out, "step", "threads: naive against fair", &steps[1]);
    print_line(out, "fair", walk->fair_text, &steps[0]);
}

static void
print(FILE *out, const struct timing *timing)
{
    for (size_t i = 0; i < timing->count; i++)
        print_walk(out, timing, i);
    fputs("\n  ", out);
    table_wrap(out, 2,
        "naive and fair: what processes cost to what threads cost, as ratio "
        "and difference; step: what the one thing was worth to the threads. "
        "What is left in the fair comparison is the address space.");
}

const struct experiment explain_experiment = {
    .name = "explain", .tells_all = true, .list = list, .print = print};
