/* The comparison of two results as a picture: what B costs to what A costs, and
 * B's ratios to A's. */

#include "../plot/rows.h"
#include "compare.h"

#include <string.h>

enum { TEXT = 128 };

/* A heading, unless it is the last one's. */
static void
add_heading(
    struct rows *rows, const char *what, struct json_slice name, char *last)
{
    char text[TEXT], heading[2 * TEXT];

    json_text(name, text, sizeof(text));
    snprintf(heading, sizeof(heading), "%s%s", what, text);
    if (strcmp(heading, last) != 0)
        rows_heading(rows, strcpy(last, heading));
}

static void
add_row(struct rows *rows, const char *name, const char *a, const char *b,
    const struct figure *ratio, const char *verdict)
{
    char text[FORMAT_BYTES];

    format_ratio(text, ratio);
    rows_add(rows, name, ratio, plot_colour(verdict),
        (const char *const[]){a, b, text});
}

static void
add_costs(struct rows *rows, const struct comparing *comparing)
{
    char last[2 * TEXT] = "", reason[REASON_BYTES];
    char name[FORMAT_BYTES], in_a[FORMAT_BYTES], in_b[FORMAT_BYTES];

    for (struct cost_change i = {0}; compare_next_cost(comparing, &i);) {
        const struct entry *a = i.a, *b = i.b;
        add_heading(rows, "", a->name, last);
        compare_series(name, a);
        format_ns(in_a, a->raw_ns.value, false);
        format_ns(in_b, b->raw_ns.value, false);
        if (i.verdict != NULL) {
            add_row(rows, name, in_a, in_b, &i.ratio, i.verdict);
            continue;
        }
        json_text(isnan(a->raw_ns.value) ? a->reason : b->reason, reason,
            sizeof(reason));
        rows_reason(rows, name, reason);
    }
}

static void
add_ratios(struct rows *rows, const struct comparing *comparing)
{
    char last[2 * TEXT] = "", name[COMPARE_NAME];
    char in_a[FORMAT_BYTES], in_b[FORMAT_BYTES];

    for (struct ratio_change i = {0}; compare_next_ratio(comparing, &i);) {
        if (i.verdict == NULL)
            continue;
        add_heading(rows, "ratios of ", i.a->name, last);
        compare_name(name, i.a);
        format_ratio(in_a, &(struct figure){i.a->ratio.value, NAN, NAN});
        format_ratio(in_b, &(struct figure){i.b->ratio.value, NAN, NAN});
        add_row(rows, name, in_a, in_b, &i.ratio, i.verdict);
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
    add_costs(&rows, comparing);
    add_ratios(&rows, comparing);
    snprintf(files, sizeof(files), "A: %.100s%s   B: %.100s%s",
        comparing->a.path, comparing->a.warnings > 0 ? none : "",
        comparing->b.path, comparing->b.warnings > 0 ? none : "");
    rows_print(&rows, out,
        "What B costs to what A costs: ratios with their 95 % intervals", files,
        keys);
    rows_plot_ratios(&rows, out);
}
