/* Experiment: what a switch costs to workers that walk through memory between
 * their turns. The same walk by one worker alone, without a switch, is
 * subtracted; what is left is the switch, and what the CPU has lost by it:
 * above all its translations of addresses (the TLB), which belong to an address
 * space and which threads share. */

#include "../measure/operations.h"
#include "../plot/pictures.h"
#include "../report/format.h"

#include "kit/die.h"
#include "kit/memory.h"

#include <string.h>

enum { MOST_SIZES = 8, NAME = 64, CELL = 23 };

static const long most_bytes = 1L << 30; /* that the twins take */

static const char *const placings[] = {"private", "common"};
static const char *const walks[] = {"line", "page"};

static void
add(struct timing *timing, const char *how, const char *placing,
    const char *walk, long bytes)
{
    char size[NAME], more[2 * NAME];

    size_text(size, sizeof(size), bytes);
    snprintf(more, sizeof(more), "--working-set=%s --walk=%s %s", size, walk,
        strcmp(placing, "common") == 0 ? "--common" : "");
    switch_series(timing,
        operation_add(
            timing, 1, true, "working-set/%s/%s/%s", placing, walk, size),
        how, 1, more);
}

static void
list(struct timing *timing)
{
    const char *how = timing->options.how;

    how_check(timing, switch_hows);
    if (how != NULL && (strchr(how, ',') != NULL || strcmp(how, "all") == 0))
        die(STATUS_USAGE, "--working-set hands over in one way: --how=sem");
    long sizes[MOST_SIZES];
    size_t count = list_sizes("working-set", timing->options.working_set,
        most_bytes, sizes, MOST_SIZES);
    double sum_bytes = 0;

    for (size_t i = 0; i < count; i++)
        sum_bytes += (double)sizes[i];
    /* Four operations of a size, three models, two workers at most. */
    memory_need(24 * sum_bytes, "--working-set", "give smaller sizes");
    timing->startup_ns = (long)(2 * 24 * sum_bytes);
    for (size_t p = 0; p < 2; p++)
        for (size_t w = 0; w < 2; w++)
            for (size_t i = 0; i < count; i++)
                add(timing, how != NULL ? how : "sem", placings[p], walks[w],
                    sizes[i]);
}

/* A cell of the row; the last ends the line. */
static void
print_cell(FILE *out, const struct operation *operation, size_t place,
    const char *text)
{
    bool last = place + 1 == operation->count;

    fprintf(out, " %-*s%s", last ? 0 : CELL, text, last ? "\n" : "");
}

/* A heading for each placing and walk, a row for each size. */
static void
print_row(FILE *out, const struct operation *operation, bool first)
{
    const char *kind = strchr(operation->name, '/') + 1;
    const char *size = strrchr(operation->name, '/') + 1;
    char cell[FORMAT_BYTES];

    if (first)
        fprintf(out, "  %.*s\n", (int)(size - kind) - 1, kind);
    fprintf(out, "  %6s", size);
    for (size_t i = 0; i < operation->count; i++) {
        const struct series *series = &operation->series[i];
        snprintf(cell, sizeof(cell), "-");
        if (has_samples(series))
            format_figure(cell, &series->net_ns, false);
        print_cell(out, operation, i, cell);
    }
}

static void
print(FILE *out, const struct timing *timing)
{
    const struct operation *operations = timing->operations;
    size_t sizes = timing->count / 4; /* of each placing and walk */

    fprintf(out, "a hand-over, less the same walk without it\n  %6s", "size");
    for (size_t i = 0; i < operations[0].count; i++)
        print_cell(out, &operations[0], i, operations[0].series[i].model);
    for (size_t i = 0; i < timing->count; i++)
        print_row(out, &operations[i], i % sizes == 0);
}

const struct experiment working_set_experiment = {.name = "working-set",
    .tells_all = true,
    .list = list,
    .print = print,
    .plot = plot_working_set};
