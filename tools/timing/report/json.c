#include "report.h"

#include "../experiments/inject.h"
#include "../measure/counting.h"
#include "../measure/estimate.h"
#include "format.h"

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/machine.h"

static void
print_samples(FILE *out, const char *name, const double *values,
    const struct series *series, size_t rounds)
{
    fprintf(out, "\"%s\": [", name);
    for (size_t i = 0; i < series->launches; i++) {
        fputs(i == 0 ? "[" : ", [", out);
        for (size_t j = 0; j < rounds; j++) {
            fputs(j == 0 ? "" : ", ", out);
            json_real(out, values[i * MAX_ROUNDS + j]);
        }
        fputc(']', out);
    }
    fputs("], ", out);
}

static void
print_costs(FILE *out, const struct series *series)
{
    bool known = has_samples(series);

    format_members(out, "median", "", known ? &series->net_ns : &no_figure);
    json_real_member(out, "floor", known ? series->floor_ns : (double)NAN);
    format_members(out, "raw", "raw_", known ? &series->raw_ns : &no_figure);
}

static void
print_comparison(FILE *out, const struct comparison *comparison)
{
    bool known = comparison != NULL;

    format_members(
        out, "ratio", "ratio_", known ? &comparison->ratio : &no_figure);
    format_members(out, "difference", "difference_",
        known ? &comparison->difference : &no_figure);
    fprintf(out, "\"phases\": %s, \"verdict\": ",
        known && comparison->phases ? "true" : "false");
    json_string(out, known ? estimate_verdict(comparison) : NULL);
}

static void
print_series(
    FILE *out, const struct timing *timing, const struct series *series)
{
    const struct comparison *comparison = estimate_find(timing, series);
    const char *reason = series->reason;

    if (is_live(series) && comparison != NULL)
        reason = comparison->reason;
    fputc('{', out);
    json_text_member(out, "name", series->operation->name);
    json_text_member(out, "model", series->model);
    json_text_member(out, "way", series->label);
    json_text_member(out, "unit", "ns");
    print_costs(out, series);
    print_comparison(out, comparison);
    fprintf(out,
        ", \"rounds\": %zu, \"outliers\": %zu, \"counted\": %ld, "
        "\"claimed\": %ld, \"counted_by\": \"%s\", ",
        series->launches * timing->rounds, series->outliers, series->counted,
        series->claimed, counting_by(series));
    print_samples(out, "samples", series->net, series, timing->rounds);
    print_samples(out, "raw_samples", series->raw, series, timing->rounds);
    fputs("\"reason\": ", out);
    json_string(out, reason[0] != '\0' ? reason : NULL);
    fputc('}', out);
}

/* All comparisons, also those between neighbours in a chain. */
static void
print_comparisons(FILE *out, const struct timing *timing)
{
    fputs("\"comparisons\": [", out);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        fputs(i == 0 ? "\n{" : ",\n{", out);
        json_text_member(out, "name", comparison->operation->name);
        json_text_member(out, "of", comparison->of->label);
        json_text_member(out, "of_model", comparison->of->model);
        json_text_member(out, "to", comparison->to->label);
        json_text_member(out, "to_model", comparison->to->model);
        print_comparison(out, comparison);
        fputc('}', out);
    }
    fputs("], ", out);
}

static void
print_warnings(FILE *out, const struct warnings *warnings)
{
    fputs("\"warnings\": [", out);
    for (size_t i = 0; i < warnings->count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        json_string(out, warnings->text[i]);
    }
    fputs("], ", out);
}

void
report_json(FILE *out, const struct timing *timing,
    const struct warnings *warnings, const struct option_row *table)
{
    const char *separator = "\n";

    fputs("{\"machine\": ", out);
    machine_json(out);
    fputs(", ", out);
    options_json(out, table, &timing->options);
    fprintf(out, "\"reached\": %s, \"launches\": %zu, \"seconds\": %.3f, ",
        timing->reached ? "true" : "false", timing->launches,
        (double)(clock_ns() - timing->begin_ns) / 1e9);
    print_warnings(out, warnings);
    inject_json(out, timing);
    for (size_t i = 0; i < 2 && timing->experiments[i] != NULL; i++)
        if (timing->experiments[i]->json != NULL)
            timing->experiments[i]->json(out, timing);
    print_comparisons(out, timing);
    fputs("\"operations\": [", out);
    for (struct series *series = NULL; series_next(timing, &series);) {
        fputs(separator, out);
        print_series(out, timing, series);
        separator = ",\n";
    }
    fputs("]}\n", out);
}
