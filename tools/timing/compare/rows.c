/* The comparison of two results, as rows of a table. */

#include "../report/csv.h"
#include "compare.h"

enum { CELL = 128 };

/* In A, in B, and B to A. */
static void
add_change(FILE *out, enum kind kind, const struct change *change)
{
    const struct entry *a = change->a, *b = change->b;
    const char *what = kind == COST ? "raw" : "ratio";
    char name[CELL], model[CELL], way[CELL], to[CELL], reason[REASON_BYTES];
    char in_a[CELL], in_b[CELL], of_both[CELL];
    struct csv_row row = {.name = name,
        .model = kind == COST ? model : NULL,
        .way = way,
        .to = to,
        .what = in_a,
        .unit = kind == COST ? "ns" : "times",
        .figure = a->figure,
        .reason = reason};

    json_text(a->name, name, sizeof(name));
    json_text(a->model, model, sizeof(model));
    json_text(a->way, way, sizeof(way));
    json_text(a->to, to, sizeof(to));
    json_text(
        isnan(a->figure.value) ? a->reason : b->reason, reason, sizeof(reason));
    if (!isnan(change->ratio.value))
        row.reason = NULL;
    snprintf(in_a, sizeof(in_a), "%s in A", what);
    snprintf(in_b, sizeof(in_b), "%s in B", what);
    snprintf(of_both, sizeof(of_both), "%s, B to A", what);
    csv_row(out, &row);
    row.what = in_b;
    row.figure = b->figure;
    csv_row(out, &row);
    row.what = of_both;
    row.unit = "times";
    row.figure = change->ratio;
    row.verdict = change->verdict;
    csv_row(out, &row);
}

void
compare_csv(FILE *out, const void *what)
{
    const struct comparing *comparing = what;

    for (enum kind kind = COST; kind < KINDS; kind++)
        for (struct change i = {0}; compare_next(comparing, kind, &i);)
            add_change(out, kind, &i);
}
