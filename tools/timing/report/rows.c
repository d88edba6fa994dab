/* What was measured by probes, as rows of a table. */

#include "../measure/estimate.h"
#include "csv.h"
#include "report.h"

static void
add_series(FILE *out, const struct series *series)
{
    bool known = has_samples(series);
    struct csv_row row = {.name = series->operation->name,
        .model = series->model,
        .way = series->label,
        .unit = "ns",
        .figure = no_figure,
        .reason = series->reason};

    row.what = "raw";
    row.figure = known ? series->raw_ns : row.figure;
    csv_row(out, &row);
    row.what = "median";
    row.figure = known ? series->net_ns : row.figure;
    csv_row(out, &row);
    row.what = "floor";
    row.figure =
        (struct figure){known ? series->floor_ns : (double)NAN, NAN, NAN};
    csv_row(out, &row);
}

static void
add_comparison(FILE *out, const struct comparison *comparison)
{
    struct csv_row row = {.name = comparison->operation->name,
        .model = comparison->of->model,
        .way = comparison->of->label,
        .to = comparison->to->label,
        .what = "ratio",
        .unit = "times",
        .figure = comparison->ratio,
        .verdict = estimate_verdict(comparison),
        .reason = comparison->reason};

    csv_row(out, &row);
    row.what = "difference";
    row.unit = "ns";
    row.figure = comparison->difference;
    csv_row(out, &row);
}

void
report_csv(FILE *out, const void *what)
{
    const struct timing *timing = what;

    for (struct series *series = NULL; series_next(timing, &series);)
        add_series(out, series);
    for (size_t i = 0; i < timing->comparison_count; i++)
        add_comparison(out, &timing->comparisons[i]);
    for (size_t i = 0; i < 2 && timing->experiments[i] != NULL; i++)
        if (timing->experiments[i]->csv != NULL)
            timing->experiments[i]->csv(out, timing);
}
