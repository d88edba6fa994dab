#include "report.h"

#include "estimate.h"

#include "kit/clock.h"
#include "kit/table.h"

#include <math.h>
#include <string.h>

enum { CELL = 48, INDENT = 10 };

/* One unit for all figures of a line, and as many digits as the median has
 * use for. */
struct scale {
    double ns;
    const char *unit;
    int digits;
};

static struct scale
choose_scale(double ns)
{
    static const struct scale scales[] = {
        {1, "ns", 0}, {1e3, "us", 0}, {1e6, "ms", 0}, {1e9, "s", 0}};
    size_t chosen = 0;

    while (chosen < 3 && fabs(ns) >= 999.5 * scales[chosen].ns)
        chosen++;
    struct scale scale = scales[chosen];
    double number = fabs(ns) / scale.ns;
    scale.digits = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return scale;
}

static void
print_cost(FILE *out, const struct figures *figures)
{
    struct scale scale = choose_scale(figures->median);
    char interval[CELL] = "one launch: none";

    if (isfinite(figures->low))
        snprintf(interval, sizeof(interval), "%.*f..%.*f %s", scale.digits,
            figures->low / scale.ns, scale.digits, figures->high / scale.ns,
            scale.unit);
    fprintf(out, "%6.*f %s  %-15s %6.*f %s", scale.digits,
        figures->median / scale.ns, scale.unit, interval, scale.digits,
        figures->floor / scale.ns, scale.unit);
}

static void
print_ratio(FILE *out, const struct figures *figures)
{
    const char *verdict = estimate_verdict(figures);
    int digits = figures->ratio < 1.9995 ? 3 : 2;

    if (verdict == NULL)
        return;
    fprintf(out, "  %.*f", digits, figures->ratio);
    if (isfinite(figures->ratio_low))
        fprintf(out, " (%.*f..%.*f)", digits, figures->ratio_low, digits,
            figures->ratio_high);
    fprintf(out, " %s", strcmp(verdict, "none") == 0 ? "no verdict" : verdict);
}

static void
print_series(FILE *out, const struct series *series)
{
    fprintf(out, "  %-8s", series->model);
    if (!is_live(series)) {
        table_wrap(out, INDENT, series->reason);
        return;
    }
    print_cost(out, &series->figures);
    print_ratio(out, &series->figures);
    fputc('\n', out);
    if (series->figures.no_ratio[0] != '\0') {
        fprintf(out, "%*s", INDENT, "");
        table_wrap(out, INDENT, series->figures.no_ratio);
    }
}

/* In one line: which ratios are not known as well as was asked for. */
static void
print_unreached(FILE *out, const struct timing *timing)
{
    char text[2048];
    int length = snprintf(text, sizeof(text),
        "+-%g %% was not reached in the time given for:",
        timing->options.precision);

    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            const struct operation *operation = &timing->operations[i];
            const struct series *series = &operation->series[j];
            double width = estimate_width(&series->figures);
            if (isnan(series->figures.ratio) ||
                width <= timing->options.precision ||
                length >= (int)sizeof(text))
                continue;
            length += snprintf(text + length, sizeof(text) - (size_t)length,
                width < 999.95 ? " %s (+-%.1f %%)" : " %s", operation->name,
                width);
        }
    fputs("  ", out);
    table_wrap(out, 2, text);
}

static bool
has_figure(const struct timing *timing, int cores)
{
    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++)
            if (timing->operations[i].cores == cores &&
                is_live(&timing->operations[i].series[j]))
                return true;
    return false;
}

static void
print_note(FILE *out, const char *text)
{
    fputs("  ", out);
    table_wrap(out, 2, text);
}

static void
print_notes(FILE *out, const struct timing *timing)
{
    print_note(out,
        "Per creation, or per one-way hand-over: the median over all rounds, "
        "net, that is, less what the same calls take with nobody created or "
        "switched to (--json has it raw too). The interval would hold the "
        "true median 95 times in 100; the floor is the fastest batch. Where "
        "the "
        "ratio's interval holds 1 there is no verdict.");
    if (has_figure(timing, 2))
        print_note(out, "A hand-over on two cores includes waking an idle "
                        "CPU: another question than one on one core.");
}

void
report_text(FILE *out, const struct timing *timing)
{
    fprintf(out, "timing: %zu launches x %zu rounds, %.1f s\n",
        timing->launches, timing->rounds,
        (double)(clock_ns() - timing->begin_ns) / 1e9);
    fprintf(out, "%*s%9s  %-15s %9s  %s\n", INDENT, "", "median",
        "95 % interval", "floor", "ratio to " TIMING_BASE_MODEL);
    for (size_t i = 0; i < timing->count; i++) {
        fprintf(out, "%s\n", timing->operations[i].name);
        for (size_t j = 0; j < timing->operations[i].count; j++)
            print_series(out, &timing->operations[i].series[j]);
    }
    if (timing->launches > 0)
        fputc('\n', out);
    if (timing->launches > 0 && !timing->reached)
        print_unreached(out, timing);
    if (timing->launches > 0)
        print_notes(out, timing);
}
