#include "chart.h"

#include "../measure/estimate.h"
#include "format.h"

#include <string.h>

/* A ratio below `least` has no place on the axis: it would press all others
 * together. Its bar is a mark at the edge. */
enum { WIDTH = 19, BAR = 10 };
static const double least = 0.1;

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
        if (!is_shown(comparison) || comparison->ratio.low < least)
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
    bool outside = ratio->low < least;
    int low = outside ? 0 : place_on(axis, ratio->low);
    int high = outside ? 0 : place_on(axis, ratio->high);
    int one = place_on(axis, 1);

    memset(bar, ' ', WIDTH);
    bar[(high > one ? high : one) + 1] = '\0';
    memset(bar + low, '=', (size_t)(high - low) + 1);
    bar[one] = '|';
    if (outside)
        bar[low] = '<';
    else if (high > low) {
        bar[low] = '[';
        bar[high] = ']';
    } else if (bar[low] != '|')
        bar[low] = '*';
    fprintf(out, "%s\n", bar);
}

static void
print_ratio(FILE *out, const struct timing *timing, const struct axis *axis,
    const char *name, const struct comparison *comparison)
{
    bool reached = comparison->width <= timing->options.precision;
    char ratio[FORMAT_BYTES];

    format_ratio(ratio, &comparison->ratio);
    fprintf(out, "  %-24s %-23s %-6s %c ", name, ratio,
        estimate_verdict(comparison), reached ? ' ' : '~');
    print_bar(out, axis, &comparison->ratio);
}

/* How many ratios of the operation are shown? */
static size_t
count_shown(const struct timing *timing, const struct operation *operation)
{
    size_t count = 0;

    for (size_t i = 0; i < timing->comparison_count; i++)
        count += timing->comparisons[i].operation == operation &&
                 is_shown(&timing->comparisons[i]);
    return count;
}

/* A heading for each, with its ratios below; or, where none has more than one,
 * a line for each. */
static void
print_ratios(FILE *out, const struct timing *timing, const struct axis *axis,
    const struct operation *operation, bool headings)
{
    char name[FORMAT_BYTES];

    if (headings && count_shown(timing, operation) > 0)
        fprintf(out, "%s\n", operation->name);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (comparison->operation != operation || !is_shown(comparison))
            continue;
        format_series(name, comparison->of);
        print_ratio(
            out, timing, axis, headings ? name : operation->name, comparison);
    }
}

void
chart_ratios(FILE *out, const struct timing *timing)
{
    struct axis axis = find_axis(timing);
    bool headings = false;

    for (size_t i = 0; i < timing->comparison_count; i++)
        if (is_shown(&timing->comparisons[i])) {
            fprintf(out, "\nratio to " TIMING_BASE_MODEL "\n");
            break;
        }
    for (size_t i = 0; i < timing->count; i++)
        headings = headings || count_shown(timing, &timing->operations[i]) > 1;
    for (size_t i = 0; i < timing->count; i++)
        print_ratios(out, timing, &axis, &timing->operations[i], headings);
}

void
chart_steps(
    FILE *out, const struct timing *timing, const struct operation *operation)
{
    static const char bar[] = " ##########"; /* with the blank before it */
    char cost[FORMAT_BYTES], step[FORMAT_BYTES];
    double most_ns = 0;

    for (size_t i = 0; i < operation->count; i++)
        if (has_samples(&operation->series[i]))
            most_ns = fmax(most_ns, operation->series[i].raw_ns.value);
    for (size_t i = 0; i < operation->count; i++) {
        const struct series *series = &operation->series[i];
        const struct comparison *comparison = estimate_step(timing, series);
        if (!has_samples(series))
            continue;
        int length = (int)lround(BAR * series->raw_ns.value / most_ns);
        format_ns(cost, series->raw_ns.value, false);
        *step = '\0';
        if (comparison != NULL)
            format_figure(step, &comparison->difference, true);
        fprintf(out, "  %-30s %8s%-*.*s%s%s\n", series->text, cost,
            *step != '\0' ? BAR + 1 : 0, length > 0 ? length + 1 : 0, bar,
            *step != '\0' ? " " : "", step);
    }
}
