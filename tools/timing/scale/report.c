#include "../report/csv.h"
#include "../report/format.h"
#include "scale.h"

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/machine.h"
#include "kit/table.h"

static const char *const headings[METRICS] = {
    "create", "switch", "kernel", "user"};
const char *const scale_meanings[METRICS] = {"to create one more",
    "a switch among them", "kernel memory of each", "user memory of each"};

static bool
is_time(enum metric metric)
{
    return metric == CREATE || metric == SWITCH;
}

static void
format_bytes(char text[FORMAT_BYTES], double bytes)
{
    if (fabs(bytes) < 1024)
        snprintf(text, FORMAT_BYTES, "%.0f B", bytes);
    else
        snprintf(text, FORMAT_BYTES,
            bytes < 10 * 1024 ? "%.1f KiB" : "%.0f KiB", bytes / 1024);
}

static void
print_row(FILE *out, const struct scale *scale, size_t size, enum metric first,
    enum metric last)
{
    char text[FORMAT_BYTES];

    fprintf(out, "%7ld", scale->sizes[size]);
    for (enum metric metric = first; metric <= last; metric++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            double value = scale->cells[size][model].figures[metric].value;
            snprintf(text, sizeof(text), "-");
            if (!isnan(value) && is_time(metric))
                format_ns(text, value, false);
            else if (!isnan(value))
                format_bytes(text, value);
            fprintf(out, " %8s", text);
        }
    fputc('\n', out);
}

/* Two metrics fill the width. */
static void
print_table(
    FILE *out, const struct scale *scale, enum metric first, enum metric last)
{
    fprintf(out, "%7s", "workers");
    for (enum metric metric = first; metric <= last; metric++)
        fprintf(out, " %*s", SCALE_MODELS * 9 - 1, headings[metric]);
    fprintf(out, "\n%7s", "");
    for (enum metric metric = first; metric <= last; metric++)
        for (size_t model = 0; model < SCALE_MODELS; model++)
            fprintf(out, " %8s", scale_models[model]);
    fputc('\n', out);
    for (size_t size = 0; size < scale->count; size++)
        print_row(out, scale, size, first, last);
}

static const char *
verdict_of(const struct figure *growth)
{
    if (isnan(growth->value))
        return NULL;
    return growth->low > 1 ? "grows" : growth->high < 1 ? "shrinks" : "none";
}

static void
print_growth(FILE *out, const struct scale *scale)
{
    char ratio[FORMAT_BYTES];
    long first, last;

    fputs("\nfrom the first number of workers to the last\n", out);
    for (enum metric metric = 0; metric < METRICS; metric++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            struct figure growth =
                scale_growth(scale, model, metric, &first, &last);
            if (isnan(growth.value))
                continue;
            format_ratio(ratio, &growth);
            fprintf(out, "  %-21s %-6s %5ld to %-6ld %-20s %s\n",
                scale_meanings[metric], scale_models[model], first, last, ratio,
                verdict_of(&growth));
        }
}

/* Each reason once. */
static void
print_refused(FILE *out, const struct scale *scale)
{
    char text[REASON_BYTES + FORMAT_BYTES];

    for (size_t size = 0; size < scale->count; size++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            const struct cell *cell = &scale->cells[size][model];
            if (cell->reason[0] == '\0')
                continue;
            snprintf(text, sizeof(text), "%s, %ld workers: %s.",
                scale_models[model], scale->sizes[size], cell->reason);
            table_note(out, 2, text);
        }
}

void
scale_text(FILE *out, const struct scale *scale)
{
    fprintf(out, "scale: %zu launch%s x 2 runs, %.1f s\n", scale->launches,
        scale->launches == 1 ? "" : "es",
        (double)(clock_ns() - scale->begin_ns) / 1e9);
    print_table(out, scale, CREATE, SWITCH);
    fputc('\n', out);
    print_table(out, scale, KERNEL, USER);
    print_growth(out, scale);
    fputc('\n', out);
    print_refused(out, scale);
    table_note(out, 2,
        "All workers are alive at once, on one CPU. create: the last ones; "
        "switch: all take turns by sched_yield, and the kernel counts the "
        "switches (coroutines by coro_yield, and their scheduler counts); "
        "kernel and user: memory of each. Medians over all runs; no verdict "
        "(none) where the interval of a ratio contains 1. A dash: not known "
        "(one worker has nobody to switch to; the memory of few workers is "
        "lost in what the kernel does meanwhile).");
}

static void
print_cell(FILE *out, const struct scale *scale, size_t size, size_t model)
{
    const struct cell *cell = &scale->cells[size][model];
    char before[32];

    fprintf(out, "{\"workers\": %ld, \"model\": \"%s\", \"runs\": %zu, ",
        scale->sizes[size], scale_models[model], cell->runs);
    for (enum metric metric = 0; metric < METRICS; metric++) {
        snprintf(before, sizeof(before), "%s_", scale_metrics[metric]);
        format_members(
            out, scale_metrics[metric], before, &cell->figures[metric]);
    }
    for (enum metric metric = 0; metric < METRICS; metric++) {
        fprintf(out, "\"%s_samples\": [", scale_metrics[metric]);
        for (size_t i = 0; i < cell->runs; i++) {
            fputs(i == 0 ? "" : ", ", out);
            json_real(out, cell->values[metric][i]);
        }
        fputs("], ", out);
    }
    fputs("\"reason\": ", out);
    json_string(out, cell->reason[0] != '\0' ? cell->reason : NULL);
    fputc('}', out);
}

void
scale_json(FILE *out, const struct scale *scale, const struct option_row *table)
{
    const char *separator = "\n";

    fputs("{\"machine\": ", out);
    machine_json(out);
    fputs(", ", out);
    options_json(out, table, scale);
    fprintf(out, "\"launches\": %zu, \"seconds\": %.3f, \"growth\": [",
        scale->launches, (double)(clock_ns() - scale->begin_ns) / 1e9);
    for (enum metric metric = 0; metric < METRICS; metric++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            long first = 0, last = 0;
            struct figure growth =
                scale_growth(scale, model, metric, &first, &last);
            fprintf(out, "%s{\"what\": \"%s\", \"model\": \"%s\", ", separator,
                scale_metrics[metric], scale_models[model]);
            format_members(out, "ratio", "ratio_", &growth);
            fprintf(out, "\"from\": %ld, \"to\": %ld}", first, last);
            separator = ",\n";
        }
    fputs("], \"cells\": [", out);
    separator = "\n";
    for (size_t size = 0; size < scale->count; size++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            fputs(separator, out);
            print_cell(out, scale, size, model);
            separator = ",\n";
        }
    fputs("]}\n", out);
}

void
scale_csv(FILE *out, const void *what)
{
    const struct scale *scale = what;
    char name[64];

    for (size_t size = 0; size < scale->count; size++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            const struct cell *cell = &scale->cells[size][model];
            snprintf(name, sizeof(name), "scale/%ld", scale->sizes[size]);
            for (enum metric metric = 0; metric < METRICS; metric++)
                csv_row(out, &(struct csv_row){.name = name,
                                 .model = scale_models[model],
                                 .what = scale_metrics[metric],
                                 .unit = is_time(metric) ? "ns" : "bytes",
                                 .figure = cell->figures[metric],
                                 .reason = cell->reason});
        }
    for (enum metric metric = 0; metric < METRICS; metric++)
        for (size_t model = 0; model < SCALE_MODELS; model++) {
            long first = 0, last = 0;
            struct figure growth =
                scale_growth(scale, model, metric, &first, &last);
            snprintf(name, sizeof(name), "scale/%ld to %ld", first, last);
            csv_row(out, &(struct csv_row){.name = name,
                             .model = scale_models[model],
                             .what = scale_metrics[metric],
                             .unit = "times",
                             .figure = growth,
                             .verdict = verdict_of(&growth)});
        }
}
