/* Costs with their ratios to the base; and ratios alone. */

#include "../measure/estimate.h"
#include "../report/format.h"
#include "pictures.h"
#include "rows.h"

static void
add_cost(struct rows *rows, const struct timing *timing,
    const struct operation *operation, const struct series *series)
{
    const struct comparison *comparison = estimate_find(timing, series);
    const char *verdict =
        comparison != NULL ? estimate_verdict(comparison) : NULL;
    bool is_base = series == &operation->series[operation->base];
    char name[FORMAT_BYTES], cost[FORMAT_BYTES], ratio[FORMAT_BYTES] = "";

    format_series(name, series);
    if (!has_samples(series)) {
        rows_reason(rows, name, series->reason);
        return;
    }
    format_ns(cost, series->raw_ns.value, false);
    if (verdict != NULL)
        format_ratio(ratio, &comparison->ratio);
    rows_add(rows, name, &series->raw_ns,
        is_base ? PLOT_BASE : plot_colour(verdict),
        (const char *const[]){cost, ratio});
}

void
plot_costs(FILE *out, const struct timing *timing)
{
    static const struct plot_key keys[] = {
        {"slower than the thread", PLOT_SLOWER, PLOT_DOT, 1},
        {"faster", PLOT_FASTER, PLOT_DOT, 1},
        {"no verdict", PLOT_NONE, PLOT_DOT, 1},
        {"the thread", PLOT_BASE, PLOT_DOT, 1}, {.text = NULL}};
    struct rows rows;

    rows_begin(
        &rows, 2, (const char *const[]){"each", "ratio to " TIMING_BASE_MODEL});
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        if (operation->count > 0)
            rows_heading(&rows, operation->name);
        for (size_t j = 0; j < operation->count; j++)
            add_cost(&rows, timing, operation, &operation->series[j]);
    }
    rows_print(&rows, out,
        "What each costs: median with its 95 % interval, and ratio to thread",
        NULL, keys);
    plot_ticks(out, "x", PLOT_TIME, rows.low, rows.high);
    fputs("set xlabel 'time for each (logarithmic)'\n", out);
    rows_plot(out);
}

static void
add_ratio(struct rows *rows, const struct comparison *comparison)
{
    char difference[FORMAT_BYTES], ratio[FORMAT_BYTES];

    if (isnan(comparison->ratio.value)) {
        rows_reason(rows, comparison->text, comparison->reason);
        return;
    }
    format_ns(difference, comparison->difference.value, true);
    format_ratio(ratio, &comparison->ratio);
    rows_add(rows, comparison->text, &comparison->ratio,
        plot_colour(estimate_verdict(comparison)),
        (const char *const[]){difference, ratio});
}

void
plot_ratios(FILE *out, const struct timing *timing)
{
    static const struct plot_key keys[] = {{"slower", PLOT_SLOWER, PLOT_DOT, 1},
        {"faster", PLOT_FASTER, PLOT_DOT, 1},
        {"no verdict", PLOT_NONE, PLOT_DOT, 1}, {.text = NULL}};
    const struct operation *last = NULL;
    struct rows rows;

    rows_begin(&rows, 2, (const char *const[]){"difference", "ratio"});
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (comparison->operation != last)
            rows_heading(&rows, comparison->operation->name);
        last = comparison->operation;
        add_ratio(&rows, comparison);
    }
    rows_print(&rows, out,
        "From the naive comparison to the fair one: ratios with their 95 % "
        "intervals",
        NULL, keys);
    rows_plot_ratios(&rows, out);
}
