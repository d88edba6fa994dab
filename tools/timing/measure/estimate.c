#include "estimate.h"

#include "kit/memory.h"

#include <stdlib.h>
#include <string.h>

enum { RESAMPLES = 999 };

/* Half of a 95 % interval of normal errors with a standard deviation of 1.2 %.
 */
static const double drift = 1.96 * 0.012;

static const struct figure unknown = {NAN, NAN, NAN};

/* The rounds lie MAX_ROUNDS apart; a sample has them side by side. */
static struct samples
pack(const double *values, size_t launches, size_t rounds)
{
    size_t count = launches * rounds;
    double *packed = memory_heap(count * sizeof(double), "the samples");

    for (size_t i = 0; i < count; i++)
        packed[i] = values[i / rounds * MAX_ROUNDS + i % rounds];
    return (struct samples){packed, launches, rounds};
}

static double
median_of(const double *values, size_t launches, size_t rounds)
{
    struct samples samples = pack(values, launches, rounds);
    double median = statistics_median(samples.values, launches * rounds);

    free(samples.values);
    return median;
}

static struct figure
estimate(const struct timing *timing, const double *values, size_t launches,
    size_t rounds, bool *phases)
{
    struct random random = {(uint64_t)timing->options.seed};
    struct samples samples = pack(values, launches, rounds);
    struct interval interval =
        statistics_interval(&samples, RESAMPLES, &random);
    struct figure figure = {
        statistics_median(samples.values, launches * rounds), interval.low,
        interval.high};

    *phases = statistics_has_phases(&samples);
    if (*phases) {
        struct interval range = statistics_range(&samples);
        figure.low = fmin(figure.low, range.low);
        figure.high = fmax(figure.high, range.high);
    }
    free(samples.values);
    return figure;
}

struct figure
estimate_figure(const struct timing *timing, const double *values,
    size_t launches, size_t rounds)
{
    bool phases;

    return estimate(timing, values, launches, rounds, &phases);
}

/* How many rounds lie outside Tukey's outer fences, 3 times the distance of the
 * quartiles beyond them (Exploratory Data Analysis, 1977). */
static size_t
count_outliers(const struct series *series, size_t rounds)
{
    struct samples samples = pack(series->raw, series->launches, rounds);
    size_t count = series->launches * rounds, found = 0;
    struct interval quartiles = statistics_quartiles(samples.values, count);
    double fence = 3 * (quartiles.high - quartiles.low);

    for (size_t i = 0; i < count; i++)
        found += samples.values[i] < quartiles.low - fence ||
                 samples.values[i] > quartiles.high + fence;
    free(samples.values);
    return found;
}

/* For what is never below zero, costs and ratios. The interval is formed from
 * logarithms, where twice as much is as far away as half as much. Changes the
 * values. The median may be the mean of two values, which is not that of their
 * logarithms: the interval is stretched to hold it. */
static struct figure
estimate_positive(
    const struct timing *timing, double *values, size_t launches, bool *phases)
{
    double median = median_of(values, launches, timing->rounds);

    for (size_t i = 0; i < launches * MAX_ROUNDS; i++)
        if (i % MAX_ROUNDS < timing->rounds) /* measured, that is */
            values[i] = log(values[i]);
    struct figure logs =
        estimate(timing, values, launches, timing->rounds, phases);
    if (isnan(logs.high))
        return (struct figure){median, NAN, NAN};
    return (struct figure){
        median, fmin(exp(logs.low), median), fmax(exp(logs.high), median)};
}

static void
estimate_series(const struct timing *timing, struct series *series)
{
    series->raw_ns = series->net_ns = unknown;
    if (!has_samples(series))
        return;
    size_t places = series->launches * MAX_ROUNDS;
    double *raw = memory_heap(places * sizeof(double), "the samples");
    bool phases;

    memcpy(raw, series->raw, places * sizeof(*raw));
    series->raw_ns = estimate_positive(timing, raw, series->launches, &phases);
    free(raw);
    series->net_ns =
        estimate_figure(timing, series->net, series->launches, timing->rounds);
    series->floor_ns = fmin(series->fastest, series->raw_ns.value);
    series->outliers = count_outliers(series, timing->rounds);
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
    struct figure figure =
        kind == RATIO
            ? estimate_positive(
                  timing, values, of->launches, &comparison->phases)
            : estimate_figure(timing, values, of->launches, timing->rounds);
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
        comparison->ratio = unknown;
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
    for (struct series *series = NULL;
         (series = series_next(timing, series)) != NULL;)
        estimate_series(timing, series);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        struct comparison *comparison = &timing->comparisons[i];
        comparison->difference = is_comparable(comparison)
                                     ? compare(timing, comparison, DIFFERENCE)
                                     : unknown;
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
