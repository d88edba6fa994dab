#include "report.h"

#include "estimate.h"

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/machine.h"

static void
print_samples(FILE *out, const struct series *series, size_t rounds)
{
    fputs("\"samples\": [", out);
    for (size_t i = 0; i < series->launches; i++) {
        fputs(i == 0 ? "[" : ", [", out);
        for (size_t j = 0; j < rounds; j++) {
            fputs(j == 0 ? "" : ", ", out);
            json_real(out, series->net[i * MAX_ROUNDS + j]);
        }
        fputc(']', out);
    }
    fputc(']', out);
}

static void
print_figures(FILE *out, const struct figures *figures)
{
    const struct {
        const char *name;
        double value;
    } members[] = {
        {"median", figures->median},
        {"low", figures->low},
        {"high", figures->high},
        {"floor", figures->floor},
        {"raw", figures->raw},
        {"ratio", figures->ratio},
        {"ratio-low", figures->ratio_low},
        {"ratio-high", figures->ratio_high},
    };

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        json_name(out, members[i].name);
        json_real(out, members[i].value);
        fputs(", ", out);
    }
    fputs("\"verdict\": ", out);
    json_string(out, estimate_verdict(figures));
}

static void
print_series(
    FILE *out, const char *name, const struct series *series, size_t rounds)
{
    const char *reason =
        is_live(series) ? series->figures.no_ratio : series->reason;

    fputs("{\"name\": ", out);
    json_string(out, name);
    fputs(", \"model\": ", out);
    json_string(out, series->model);
    fputs(", \"unit\": \"ns\", ", out);
    print_figures(out, &series->figures);
    fprintf(out, ", \"rounds\": %zu, \"counted\": %ld, \"claimed\": %ld, ",
        series->launches * rounds, series->counted, series->claimed);
    print_samples(out, series, rounds);
    fputs(", \"reason\": ", out);
    json_string(out, reason[0] != '\0' ? reason : NULL);
    fputc('}', out);
}

void
report_json(
    FILE *out, const struct timing *timing, const struct option_row *table)
{
    const char *separator = "\n";

    fputs("{\"machine\": ", out);
    machine_json(out);
    fputs(", ", out);
    options_json(out, table, &timing->options);
    fprintf(out, "\"reached\": %s, \"launches\": %zu, \"seconds\": %.3f, ",
        timing->reached ? "true" : "false", timing->launches,
        (double)(clock_ns() - timing->begin_ns) / 1e9);
    fputs("\"operations\": [", out);
    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            fputs(separator, out);
            print_series(out, timing->operations[i].name,
                &timing->operations[i].series[j], timing->rounds);
            separator = ",\n";
        }
    fputs("]}\n", out);
}
