/* The comparison of two results as a picture: what B costs to what A costs, and
 * B's ratios to A's. */

#include "../plot/rows.h"
#include "compare.h"

#include <string.h>

enum { TEXT = 128 };

/* A cost, or a ratio without its interval. */
static void
format_cell(char text[FORMAT_BYTES], enum kind kind, const struct entry *entry)
{
    if (kind == COST)
        format_ns(text, entry->figure.value, false);
    else
        format_ratio(text, &(struct figure){entry->figure.value, NAN, NAN});
}

static void
add_change(struct rows *rows, enum kind kind, const struct change *change)
{
    const struct entry *a = change->a, *b = change->b;
    char name[COMPARE_NAME], reason[REASON_BYTES];
    char in_a[FORMAT_BYTES], in_b[FORMAT_BYTES], ratio[FORMAT_BYTES];

    compare_name(name, a);
    if (change->verdict == NULL) {
        json_text(isnan(a->figure.value) ? a->reason : b->reason, reason,
            sizeof(reason));
        rows_reason(rows, name, reason);
        return;
    }
    format_cell(in_a, kind, a);
    format_cell(in_b, kind, b);
    format_ratio(ratio, &change->ratio);
    rows_add(rows, name, &change->ratio, plot_colour(change->verdict),
        (const char *const[]){in_a, in_b, ratio});
}

/* A ratio that cannot be formed is left out: its costs say why. */
static void
add_changes(struct rows *rows, const struct comparing *comparing,
    enum kind kind, const char *what)
{
    char last[2 * TEXT] = "", name[TEXT], heading[2 * TEXT];

    for (struct change i = {0}; compare_next(comparing, kind, &i);) {
        if (kind == RATIO && i.verdict == NULL)
            continue;
        json_text(i.a->name, name, sizeof(name));
        snprintf(heading, sizeof(heading), "%s%s", what, name);
        if (strcmp(heading, last) != 0)
            rows_heading(rows, strcpy(last, heading));
        add_change(rows, kind, &i);
    }
}

void
compare_plot(FILE *out, const void *what)
{
    const struct comparing *comparing = what;
    static const struct plot_key keys[] = {
        {"slower in B (or larger)", PLOT_SLOWER, PLOT_DOT, 1},
        {"faster (or smaller)", PLOT_FASTER, PLOT_DOT, 1},
        {"no verdict", PLOT_NONE, PLOT_DOT, 1}, {.text = NULL}};
    const char *const none = " (it carries warnings: no verdict)";
    char files[4 * TEXT];
    struct rows rows;

    rows_begin(&rows, 3, (const char *const[]){"A", "B", "B to A"});
    add_changes(&rows, comparing, COST, "");
    add_changes(&rows, comparing, RATIO, "ratios of ");
    snprintf(files, sizeof(files), "A: %.100s%s   B: %.100s%s",
        comparing->a.path, comparing->a.warnings > 0 ? none : "",
        comparing->b.path, comparing->b.warnings > 0 ? none : "");
    rows_print(&rows, out,
        "What B costs to what A costs: ratios with their 95 % intervals", files,
        keys);
    rows_plot_ratios(&rows, out);
}
