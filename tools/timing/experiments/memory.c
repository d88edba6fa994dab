/* Experiment: what creation costs as the parent's memory grows. fork copies
 * the page tables, so it pays for each resident page; vfork, posix_spawn and
 * threads use the memory that there is. With huge pages there are 512 times
 * fewer entries to copy. */

#include "../measure/estimate.h"
#include "../measure/operations.h"
#include "../plot/pictures.h"
#include "../report/csv.h"
#include "../report/format.h"

#include "kit/json.h"
#include "kit/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SIZES = 8 };

static const char *const ways[] = {"fork", "vfork", "spawn", "thread"};
static const char *const models[] = {"proc", "proc", "proc", "thread"};
static const char *const kinds[] = {"small", "huge"};

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

static const long huge_bytes = 2 << 20;
static const long most_bytes = 64L << 30; /* that anybody would wait for */

static size_t
read_sizes(const struct timing *timing, long sizes[MOST_SIZES])
{
    return list_sizes(
        "memory", timing->options.memory, most_bytes, sizes, MOST_SIZES);
}

static void
add(struct timing *timing, const char *kind, long bytes)
{
    bool huge = strcmp(kind, "huge") == 0;
    char size[32];

    size_text(size, sizeof(size), bytes);
    struct operation *operation =
        operation_add(timing, 1, false, "memory/%s/%s", kind, size);
    struct host *host =
        host_add(timing, "task", "--pin --ballast=%s %s --probe", size,
            huge && bytes > 0 ? "--huge" : "");
    for (size_t i = 0; i < WAYS; i++) {
        struct series *series =
            series_add(operation, host, models[i], ways[i], ways[i]);
        if (series != NULL && huge && 0 < bytes && bytes < huge_bytes)
            refuse(series, "less than one huge page");
    }
    operation->base = WAYS - 1;
    comparisons_to_base(timing, operation);
}

static void
list(struct timing *timing)
{
    long sizes[MOST_SIZES];
    size_t count = read_sizes(timing, sizes);
    double sum_bytes = 0;

    for (size_t i = 0; i < count; i++)
        sum_bytes += 2 * (double)sizes[i];
    memory_need(1.1 * sum_bytes, "--memory (small and huge pages of each size)",
        "give smaller sizes");
    timing->startup_ns = (long)(2 * sum_bytes); /* to touch it: 2 s a GiB */
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t i = 0; i < count; i++)
            add(timing, kinds[kind], sizes[i]);
}

/* The costs of one way at all sizes that were measured. */
struct curve {
    const struct series *series[MOST_SIZES];
    double bytes[MOST_SIZES];
    size_t count;
};

static struct curve
find_curve(const struct timing *timing, size_t kind, size_t way)
{
    struct curve curve = {.count = 0};
    long sizes[MOST_SIZES];
    size_t count = read_sizes(timing, sizes);

    for (size_t i = 0; i < count; i++) {
        const struct operation *operation =
            &timing->operations[kind * count + i];
        if (way >= operation->count ||
            operation->series[way].launches != timing->launches ||
            !has_samples(&operation->series[way]))
            continue;
        curve.series[curve.count] = &operation->series[way];
        curve.bytes[curve.count++] = (double)sizes[i];
    }
    return curve;
}

/* The line through a round's costs by least squares: ns for a byte. NaN where
 * all sizes are one. */
static double
fit_slope(const struct curve *curve, size_t place)
{
    double mean_x = 0, mean_y = 0, xy = 0, xx = 0, count = (double)curve->count;

    for (size_t i = 0; i < curve->count; i++) {
        mean_x += curve->bytes[i] / count;
        mean_y += curve->series[i]->raw[place] / count;
    }
    for (size_t i = 0; i < curve->count; i++) {
        double x = curve->bytes[i] - mean_x;
        xx += x * x;
        xy += x * (curve->series[i]->raw[place] - mean_y);
    }
    return xx > 0 ? xy / xx : NAN;
}

/* ns for each page of 4 KiB that the parent has; NaN: not known. */
static struct figure
find_slope(const struct timing *timing, size_t kind, size_t way)
{
    struct curve curve = find_curve(timing, kind, way);
    double page_bytes = (double)sysconf(_SC_PAGESIZE);
    size_t places = timing->launches * MAX_ROUNDS;

    if (curve.count < 2 || isnan(fit_slope(&curve, 0)))
        return no_figure;
    double *slopes = memory_heap(places * sizeof(*slopes), "the slopes");
    for (size_t i = 0; i < places; i++)
        if (i % MAX_ROUNDS < timing->rounds)
            slopes[i] = page_bytes * fit_slope(&curve, i);
    struct figure slope = estimate_figure(timing, slopes, timing->launches);
    free(slopes);
    return slope;
}

/* A row for each size and kind of page, a column for each way. */
static void
print_costs(FILE *out, const struct timing *timing)
{
    char text[FORMAT_BYTES];

    fprintf(out, "%-18s", "pages/size");
    for (size_t way = 0; way < WAYS; way++)
        fprintf(out, " %14s", ways[way]);
    fputc('\n', out);
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        fprintf(out, "  %-16s", strchr(operation->name, '/') + 1);
        for (size_t way = 0; way < operation->count; way++) {
            snprintf(text, sizeof(text), "-");
            if (has_samples(&operation->series[way]))
                format_ns(text, operation->series[way].raw_ns.value, false);
            fprintf(out, " %14s", text);
        }
        fputc('\n', out);
    }
}

static void
print(FILE *out, const struct timing *timing)
{
    char text[FORMAT_BYTES];

    print_costs(out, timing);
    fprintf(out,
        "\nfor each resident page of the parent (%ld bytes); flat: the "
        "interval contains 0\n",
        sysconf(_SC_PAGESIZE));
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t way = 0; way < WAYS; way++) {
            struct figure slope = find_slope(timing, kind, way);
            if (isnan(slope.value))
                continue;
            format_figure(text, &slope, true);
            fprintf(out, "  %-6s pages  %-8s %s%s\n", kinds[kind], ways[way],
                text, slope.low <= 0 && slope.high >= 0 ? "  flat" : "");
        }
}

static void
json(FILE *out, const struct timing *timing)
{
    const char *separator = "";

    fputs("\"slopes\": [", out);
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t way = 0; way < WAYS; way++) {
            struct figure slope = find_slope(timing, kind, way);
            fprintf(out, "%s{", separator);
            json_text_member(out, "pages", kinds[kind]);
            json_text_member(out, "way", ways[way]);
            json_real_member(out, "ns_a_page", slope.value);
            json_real_member(out, "low", slope.low);
            fputs("\"high\": ", out);
            json_real(out, slope.high);
            fputc('}', out);
            separator = ", ";
        }
    fputs("], ", out);
}

static void
csv(FILE *out, const struct timing *timing)
{
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t way = 0; way < WAYS; way++)
            csv_row(out, &(struct csv_row){
                             .name = kind == 0 ? "memory/small" : "memory/huge",
                             .model = models[way],
                             .way = ways[way],
                             .what = "slope",
                             .unit = "ns/page",
                             .figure = find_slope(timing, kind, way)});
}

const struct experiment memory_experiment = {.name = "memory",
    .tells_all = true,
    .list = list,
    .print = print,
    .json = json,
    .csv = csv,
    .plot = plot_memory};
