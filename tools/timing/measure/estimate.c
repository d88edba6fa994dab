#include "estimate.h"

#include "kit/memory.h"

#include <stdlib.h>

enum { RESAMPLES = 999 };

/* Half of a 95 % interval of normal errors with a standard deviation of 1.2 %.
 */
static const double drift = 1.96 * 0.012;

/* Of two or three launches, one of which was disturbed, the interval may reach
 * from a nanosecond to days. One whose ends are so many times as far apart says
 * nothing, and so there is none. */
static const double most_apart = 1e6;

/* The rounds lie MAX_ROUNDS apart; a sample has them side by side. */
static struct samples
pack(const struct timing *timing, const double *values, size_t launches)
{
    size_t rounds = timing->rounds, count = launches * rounds;
    double *packed = memory_heap(count * sizeof(double), "the samples");

    for (size_t i = 0; i < count; i++)
        packed[i] = values[i / rounds * MAX_ROUNDS + i % rounds];
    return (struct samples){packed, launches, rounds};
}

/* `phases`, unless NULL: see statistics_has_phases. */
static struct figure
estimate(
    const struct timing *timing, const struct samples *samples, bool *phases)
{
    struct random random = {(uint64_t)timing->options.seed};
    struct figure figure = statistics_figure(samples, RESAMPLES, &random);
    bool seen = statistics_has_phases(samples);

    if (seen) {
        struct interval range = statistics_range(samples);
        figure.low = fmin(figure.low, range.low);
        figure.high = fmax(figure.high, range.high);
    }
    if (phases != NULL)
        *phases = seen;
    return figure;
}

struct figure
estimate_figure(
    const struct timing *timing, const double *values, size_t launches)
{
    struct samples samples = pack(timing, values, launches);
    struct figure figure = estimate(timing, &samples, NULL);

    free(samples.values);
    return figure;
}

/* How many rounds lie outside Tukey's outer fences, 3 times the distance of the
 * quartiles beyond them (Exploratory Data Analysis, 1977). */
static size_t
count_outliers(const struct timing *timing, const struct series *series)
{
    struct samples samples = pack(timing, series->raw, series->launches);
    size_t count = series->launches * timing->rounds, found = 0;
    struct interval quartiles = statistics_quartiles(samples.values, count);
    double fence = 3 * (quartiles.high - quartiles.low);

    for (size_t i = 0; i < count; i++)
        found += samples.values[i] < quartiles.low - fence ||
                 samples.values[i] > quartiles.high + fence;
    free(samples.values);
    return found;
}

/* For what is never below zero, costs and ratios. The interval is formed from
 * logarithms, where twice as much is as far away as half as much. The median
 * may be the mean of two values, which is not that of their logarithms: the
 * interval is stretched to hold it. */
static struct figure
estimate_positive(const struct timing *timing, const double *values,
    size_t launches, bool *phases)
{
    struct samples samples = pack(timing, values, launches);
    size_t count = launches * samples.rounds;
    double median = statistics_median(samples.values, count);

    for (size_t i = 0; i < count; i++)
        samples.values[i] = log(samples.values[i]);
    struct figure logs = estimate(timing, &samples, phases);
    free(samples.values);
    if (!(logs.high - logs.low <= log(most_apart)))
        return (struct figure){median, NAN, NAN};
    return (struct figure){
        median, fmin(exp(logs.low), median), fmax(exp(logs.high), median)};
}

static void
estimate_series(const struct timing *timing, struct series *series)
{
    series->raw_ns = series->net_ns = no_figure;
    if (!has_samples(series))
        return;
    series->raw_ns =
        estimate_positive(timing, series->raw, series->launches, NULL);
    series->net_ns = estimate_figure(timing, series->net, series->launches);
    series->floor_ns = fmin(series->fastest, series->raw_ns.value);
    series->outliers = count_outliers(timing, series);
}

struct figure
estimate_allow_drift(struct figure ratio, int ratios)
{
    double most = drift * sqrt(ratios);

    ratio.low = ratio.value * exp(-hypot(log(ratio.value / ratio.low), most));
    ratio.high = ratio.value * exp(hypot(log(ratio.high / ratio.value), most));
    return ratio;
}

enum kind { RATIO, DIFFERENCE };

/* Of the costs as they were, round by round. */
static struct figure
compare(
    const struct timing *timing, struct comparison *comparison, enum kind kind)
{
    const struct series *of = comparison->of, *to = comparison->to;
    size_t places = of->launches * MAX_ROUNDS;
    double *values = memory_heap(places * sizeof(double), "the samples");

    for (size_t i = 0; i < places; i++)
        if (i % MAX_ROUNDS < timing->rounds)
            values[i] = kind == RATIO ? of->raw[i] / to->raw[i]
                                      : of->raw[i] - to->raw[i];
    struct figure figure = kind == RATIO
                               ? estimate_positive(timing, values, of->launches,
                                     &comparison->phases)
                               : estimate_figure(timing, values, of->launches);
    free(values);
    return figure;
}

static bool
is_comparable(struct comparison *comparison)
{
    const struct series *of = comparison->of, *to = comparison->to;
    const char *why = NULL;

    if (!has_samples(of) || !has_samples(to))
        why = "there is no figure to compare with";
    else if (of->launches != to->launches)
        why = "the two were not measured together";
    if (why != NULL)
        snprintf(comparison->reason, sizeof(comparison->reason), "no ratio: %s",
            why);
    return why == NULL;
}

void
estimate_ratios(struct timing *timing)
{
    timing->widest = NAN;
    timing->reached = timing->launches > 0;
    for (size_t i = 0; i < timing->comparison_count; i++) {
        struct comparison *comparison = &timing->comparisons[i];
        comparison->ratio = no_figure;
        comparison->width = NAN;
        if (!is_comparable(comparison))
            continue;
        struct figure ratio = compare(timing, comparison, RATIO);
        comparison->width = 50 * (ratio.high - ratio.low) / ratio.value;
        comparison->ratio = comparison->operation->switches
                                ? ratio
                                : estimate_allow_drift(ratio, 1);
        if (!comparison->targets)
            continue;
        timing->reached =
            timing->reached && comparison->width <= timing->options.precision;
        /* passes a NaN over */
        timing->widest = fmax(timing->widest, comparison->width);
    }
}

void
estimate_all(struct timing *timing)
{
    estimate_ratios(timing);
    for (struct series *series = NULL; series_next(timing, &series);)
        estimate_series(timing, series);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        struct comparison *comparison = &timing->comparisons[i];
        comparison->difference = is_comparable(comparison)
                                     ? compare(timing, comparison, DIFFERENCE)
                                     : no_figure;
    }
}

const char *
estimate_verdict(const struct comparison *comparison)
{
    if (isnan(comparison->ratio.value))
        return NULL;
    if (comparison->ratio.low > 1)
        return "slower";
    return comparison->ratio.high < 1 ? "faster" : "none";
}

const struct comparison *
estimate_find(const struct timing *timing, const struct series *of)
{
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (comparison->of == of &&
            comparison->to ==
                &comparison->operation->series[comparison->operation->base])
            return comparison;
    }
    return NULL;
}

const struct comparison *
estimate_step(const struct timing *timing, const struct series *of)
{
    for (size_t i = 0; i < timing->comparison_count; i++)
        if (timing->comparisons[i].of == of &&
            isfinite(timing->comparisons[i].difference.value))
            return &timing->comparisons[i];
    return NULL;
}
