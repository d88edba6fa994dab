#include "chart.h"

#include "estimate.h"
#include "format.h"

#include <string.h>

enum { WIDTH = 22, BAR = 16 };

/* Is it one of a series against the base of its operation? */
static bool
is_shown(const struct comparison *comparison)
{
    const struct operation *operation = comparison->operation;

    return comparison->to == &operation->series[operation->base] &&
           isfinite(comparison->ratio.low);
}

struct axis {
    double low, high; /* logarithms */
};

static struct axis
find_axis(const struct timing *timing)
{
    struct axis axis = {log(0.9), log(1.1)};

    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (!is_shown(comparison))
            continue;
        axis.low = fmin(axis.low, log(comparison->ratio.low));
        axis.high = fmax(axis.high, log(comparison->ratio.high));
    }
    return axis;
}

static int
place_on(const struct axis *axis, double ratio)
{
    double share = (log(ratio) - axis->low) / (axis->high - axis->low);

    return (int)lround(share * (WIDTH - 1));
}

static void
print_bar(FILE *out, const struct axis *axis, const struct figure *ratio)
{
    char bar[WIDTH + 1];
    int low = place_on(axis, ratio->low), high = place_on(axis, ratio->high);

    memset(bar, ' ', WIDTH);
    bar[WIDTH] = '\0';
    memset(bar + low, '=', (size_t)(high - low) + 1);
    bar[place_on(axis, 1)] = '|';
    if (high > low) {
        bar[low] = '[';
        bar[high] = ']';
    } else if (bar[low] != '|')
        bar[low] = '*';
    fprintf(out, "%s\n", bar);
}

static void
print_ratio(
    FILE *out, const struct axis *axis, const struct comparison *comparison)
{
    const char *verdict = estimate_verdict(comparison);
    char series[FORMAT_BYTES], name[160], ratio[FORMAT_BYTES];

    format_series(series, comparison->of);
    snprintf(name, sizeof(name), "%s %s", comparison->operation->name, series);
    format_ratio(ratio, &comparison->ratio);
    if (strlen(name) > 26) /* the name has a line of its own then */
        fprintf(out, "  %s\n%28s", name, "");
    else
        fprintf(out, "  %-26s", name);
    fprintf(out, " %-20s %-6s ", ratio,
        strcmp(verdict, "none") == 0 ? "none" : verdict);
    print_bar(out, axis, &comparison->ratio);
}

void
chart_ratios(FILE *out, const struct timing *timing)
{
    struct axis axis = find_axis(timing);
    bool first = true;

    for (size_t i = 0; i < timing->comparison_count; i++) {
        if (!is_shown(&timing->comparisons[i]))
            continue;
        if (first)
            fprintf(out, "\nratio to the other model's, and verdict\n");
        first = false;
        print_ratio(out, &axis, &timing->comparisons[i]);
    }
}

static const struct comparison *
find_step(const struct timing *timing, const struct series *of)
{
    for (size_t i = 0; i < timing->comparison_count; i++)
        if (timing->comparisons[i].of == of)
            return &timing->comparisons[i];
    return NULL;
}

void
chart_steps(FILE *out, const struct timing *timing,
    const struct operation *operation, const char *const *texts)
{
    char cost[FORMAT_BYTES], step[FORMAT_BYTES];
    double most_ns = 0;

    for (size_t i = 0; i < operation->count; i++)
        if (has_samples(&operation->series[i]))
            most_ns = fmax(most_ns, operation->series[i].raw_ns.value);
    for (size_t i = 0; i < operation->count; i++) {
        const struct series *series = &operation->series[i];
        const struct comparison *comparison = find_step(timing, series);
        if (!has_samples(series))
            continue;
        int length = (int)lround(BAR * series->raw_ns.value / most_ns);
        format_ns(cost, series->raw_ns.value, false);
        *step = '\0';
        if (comparison != NULL && !isnan(comparison->difference.value))
            format_figure(step, &comparison->difference, true);
        fprintf(out, "  %-32s %8s %-*.*s %s\n", texts[i], cost, BAR, length,
            "################################", step);
    }
}
