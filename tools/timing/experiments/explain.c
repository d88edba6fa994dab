/* Experiment: from the naive comparison to the fair one. Two threads that hand
 * over by a private futex, or that share a table of open files, do a different
 * operation from two processes; each step makes one thing the same, and shows
 * what it was worth. What remains is the address space. */

#include "../measure/estimate.h"
#include "../measure/operations.h"
#include "../plot/pictures.h"
#include "../report/format.h"

#include "kit/table.h"

#include <string.h>

static const struct walk {
    const char *how, *naive, *fair; /* options of the thread */
    const char *naive_label, *fair_label;
    const char *naive_text, *fair_text; /* what the processes are set against */
} walks[] = {
    {"sem", "--private", "", "private", "shared", "naive: a private futex",
        "fair: a shared futex, as processes have"},
    {"futex", "--private", "", "private", "shared", "naive: a private futex",
        "fair: a shared futex, as processes have"},
    {"cond", "--private", "", "private", "shared", "naive: a private futex",
        "fair: a shared futex, as processes have"},
    {"pipe", "", "--own-files", "common-files", "own-files",
        "naive: one table of open files",
        "fair: a table each, as processes have"},
    {"eventfd", "", "--own-files", "common-files", "own-files",
        "naive: one table of open files",
        "fair: a table each, as processes have"},
};

enum { WALKS = sizeof(walks) / sizeof(walks[0]) };

static void
compare(struct timing *timing, const struct operation *operation,
    const struct series *of, const struct series *to, const char *text)
{
    comparison_add(timing, operation, of, to, true);
    timing->comparisons[timing->comparison_count - 1].text = text;
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

    compare(timing, operation, proc, naive, walk->naive_text);
    compare(
        timing, operation, naive, fair, "step: threads, naive against fair");
    compare(timing, operation, proc, fair, walk->fair_text);
}

static void
list(struct timing *timing)
{
    const char *names[WALKS + 1] = {NULL};

    for (size_t i = 0; i < WALKS; i++)
        names[i] = walks[i].how;
    how_check(timing, names);
    for (size_t i = 0; i < WALKS; i++)
        if (how_asks(timing, "sem,pipe", walks[i].how))
            add(timing, &walks[i]);
}

static void
print(FILE *out, const struct timing *timing)
{
    const struct operation *last = NULL;
    char ratio[FORMAT_BYTES], difference[FORMAT_BYTES];

    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        const char *verdict = estimate_verdict(comparison);
        if (comparison->operation != last)
            fprintf(out, "\n%s: from the naive comparison to the fair one\n",
                strchr(comparison->operation->name, '/') + 1);
        last = comparison->operation;
        if (verdict == NULL)
            continue;
        format_ratio(ratio, &comparison->ratio);
        format_figure(difference, &comparison->difference, true);
        fprintf(out, "  %-42s %s\n%45s%s: %s\n", comparison->text, ratio, "",
            difference, strcmp(verdict, "none") == 0 ? "no verdict" : verdict);
    }
    fputc('\n', out);
    table_note(out, 2,
        "naive and fair: the cost of processes relative to threads, as ratio "
        "and difference; step: what that one thing was worth to the threads. "
        "What remains in the fair comparison is the address space.");
}

const struct experiment explain_experiment = {.name = "explain",
    .tells_all = true,
    .list = list,
    .print = print,
    .plot = plot_ratios};
