/* The comparison of two results, as rows of a table. */

#include "../report/csv.h"
#include "compare.h"

enum { CELL = 128 };

/* In A, in B, and B to A. */
static void
add_three(FILE *out, struct csv_row *row, const struct figure *a,
    const struct figure *b, const struct figure *ratio, const char *verdict)
{
    const char *what = row->what;
    char in_a[CELL], in_b[CELL], of_both[CELL];

    snprintf(in_a, sizeof(in_a), "%s in A", what);
    snprintf(in_b, sizeof(in_b), "%s in B", what);
    snprintf(of_both, sizeof(of_both), "%s, B to A", what);
    row->what = in_a;
    row->figure = *a;
    csv_row(out, row);
    row->what = in_b;
    row->figure = *b;
    csv_row(out, row);
    row->what = of_both;
    row->unit = "times";
    row->figure = *ratio;
    row->verdict = verdict;
    csv_row(out, row);
}

static void
add_cost(FILE *out, const struct cost_change *change)
{
    const struct entry *a = change->a, *b = change->b;
    char name[CELL], model[CELL], way[CELL], reason[REASON_BYTES];
    struct csv_row row = {
        .name = name, .model = model, .way = way, .what = "raw", .unit = "ns"};

    json_text(a->name, name, sizeof(name));
    json_text(a->model, model, sizeof(model));
    json_text(a->way, way, sizeof(way));
    const struct json_slice *why =
        isnan(a->raw_ns.value) ? &a->reason : &b->reason;
    json_text(*why, reason, sizeof(reason));
    if (isnan(change->ratio.value))
        row.reason = reason;
    add_three(
        out, &row, &a->raw_ns, &b->raw_ns, &change->ratio, change->verdict);
}

static void
add_ratio(FILE *out, const struct ratio_change *change)
{
    const struct link *a = change->a;
    char name[CELL], of[CELL], to[CELL];
    struct csv_row row = {
        .name = name, .way = of, .to = to, .what = "ratio", .unit = "times"};

    json_text(a->name, name, sizeof(name));
    json_text(a->of, of, sizeof(of));
    json_text(a->to, to, sizeof(to));
    add_three(out, &row, &a->ratio, &change->b->ratio, &change->ratio,
        change->verdict);
}

void
compare_csv(FILE *out, const void *what)
{
    const struct comparing *comparing = what;

    for (struct cost_change i = {0}; compare_next_cost(comparing, &i);)
        add_cost(out, &i);
    for (struct ratio_change i = {0}; compare_next_ratio(comparing, &i);)
        add_ratio(out, &i);
}
