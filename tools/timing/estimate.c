#include "estimate.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

enum { RESAMPLES = 1999 };

static const struct figure unknown = {NAN, NAN, NAN};

static double *
allocate(size_t count)
{
    double *values = calloc(count, sizeof(*values));

    if (values == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for %zu samples", count);
    return values;
}

/* The rounds lie MAX_ROUNDS apart; a sample has them side by side. */
static struct samples
pack(const double *values, size_t launches, size_t rounds)
{
    size_t count = launches * rounds;
    double *packed = allocate(count);

    for (size_t i = 0; i < count; i++)
        packed[i] = values[i / rounds * MAX_ROUNDS + i % rounds];
    return (struct samples){packed, launches, rounds};
}

struct figure
estimate_figure(const struct timing *timing, const double *values,
    size_t launches, size_t rounds)
{
    struct random random = {(uint64_t)timing->options.seed};
    struct samples samples = pack(values, launches, rounds);
    struct interval interval =
        statistics_interval(&samples, RESAMPLES, &random);
    struct figure figure = {
        statistics_median(samples.values, launches * rounds), interval.low,
        interval.high};

    free(samples.values);
    return figure;
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

static void
estimate_series(const struct timing *timing, struct series *series)
{
    series->raw_ns = series->net_ns = unknown;
    if (!has_samples(series))
        return;
    series->raw_ns =
        estimate_figure(timing, series->raw, series->launches, timing->rounds);
    series->net_ns =
        estimate_figure(timing, series->net, series->launches, timing->rounds);
    series->floor_ns = fmin(series->fastest, series->raw_ns.value);
    series->outliers = count_outliers(series, timing->rounds);
}

static void
explain_lack(struct comparison *comparison, const char *why)
{
    snprintf(
        comparison->reason, sizeof(comparison->reason), "no ratio: %s", why);
}

/* Ratios are compared as logarithms: twice as slow is as far from 1 as twice as
 * fast. */
static void
compare(const struct timing *timing, struct comparison *comparison)
{
    const struct series *of = comparison->of, *to = comparison->to;
    size_t places = of->launches * MAX_ROUNDS;
    double *ratios = allocate(places), *differences = allocate(places);

    for (size_t i = 0; i < places; i++) {
        if (i % MAX_ROUNDS >= timing->rounds)
            continue; /* nothing was measured there */
        ratios[i] = log(of->raw[i] / to->raw[i]);
        differences[i] = of->raw[i] - to->raw[i];
    }
    struct figure ratio =
        estimate_figure(timing, ratios, of->launches, timing->rounds);
    comparison->ratio =
        (struct figure){exp(ratio.value), exp(ratio.low), exp(ratio.high)};
    comparison->difference =
        estimate_figure(timing, differences, of->launches, timing->rounds);
    free(ratios);
    free(differences);
}

static void
estimate_comparison(struct timing *timing, struct comparison *comparison)
{
    comparison->ratio = comparison->difference = unknown;
    if (!has_samples(comparison->of) || !has_samples(comparison->to)) {
        explain_lack(comparison, "there is no figure to compare with");
        return;
    }
    if (comparison->of->launches != comparison->to->launches) {
        explain_lack(comparison, "the two were not measured together");
        return;
    }
    compare(timing, comparison);
    if (!comparison->targets)
        return;
    double width = estimate_width(comparison);
    timing->reached = timing->reached && width <= timing->options.precision;
    timing->widest = fmax(timing->widest, width); /* passes a NaN over */
}

void
estimate(struct timing *timing)
{
    timing->widest = NAN;
    timing->reached = timing->launches > 0;
    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++)
            estimate_series(timing, &timing->operations[i].series[j]);
    for (size_t i = 0; i < timing->comparison_count; i++)
        estimate_comparison(timing, &timing->comparisons[i]);
}

double
estimate_width(const struct comparison *comparison)
{
    const struct figure *ratio = &comparison->ratio;

    return 50 * (ratio->high - ratio->low) / ratio->value;
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
