#include "estimate.h"

#include "kit/die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESAMPLES = 1999, BAD_SHARE = 10 };

/* The rounds lie MAX_ROUNDS apart; a sample has them side by side. */
static struct samples
pack(const struct series *series, const double *values, size_t rounds)
{
    size_t count = series->launches * rounds;
    double *packed = malloc(count * sizeof(*packed));

    if (packed == NULL)
        die(STATUS_CANNOT, "malloc: %m: no memory for %zu samples", count);
    for (size_t i = 0; i < count; i++)
        packed[i] = values[i / rounds * MAX_ROUNDS + i % rounds];
    return (struct samples){packed, series->launches, rounds};
}

static double
median_of(const struct samples *samples)
{
    return statistics_median(
        samples->values, samples->launches * samples->rounds);
}

static struct interval
interval_of(const struct timing *timing, const struct samples *samples)
{
    struct random random = {(uint64_t)timing->options.seed};

    return statistics_interval(samples, RESAMPLES, &random);
}

static void
estimate_cost(const struct timing *timing, struct series *series)
{
    struct figures *figures = &series->figures;
    struct samples net = pack(series, series->net, timing->rounds);
    struct samples raw = pack(series, series->raw, timing->rounds);
    struct interval interval = interval_of(timing, &net);

    figures->median = median_of(&net);
    figures->low = interval.low;
    figures->high = interval.high;
    /* Not the least net: that is where noise hit the bare calls. */
    figures->floor =
        fmin(series->fastest - series->fastest_bare, figures->median);
    figures->raw = median_of(&raw);
    free(net.values);
    free(raw.values);
}

/* Divide by the base in place. A base that noise has made zero or negative
 * stands for one too small to see, and so for a ratio without bound, which
 * counts by its rank alone. How many of them there are. */
static size_t
divide(double *values, const double *base, size_t count)
{
    size_t bad = 0;

    for (size_t i = 0; i < count; i++) {
        bad += base[i] <= 0;
        values[i] = base[i] > 0 ? values[i] / base[i] : INFINITY;
    }
    return bad;
}

/* The interval is made of logarithms: twice as slow is as far from 1 as twice
 * as fast. A ratio that noise has made negative counts by its rank. */
static struct interval
ratio_interval(const struct timing *timing, struct samples *ratios)
{
    double *values = ratios->values;

    for (size_t i = 0; i < ratios->launches * ratios->rounds; i++)
        values[i] = values[i] > 0 ? log(values[i]) : -INFINITY;
    struct interval interval = interval_of(timing, ratios);
    return (struct interval){exp(interval.low), exp(interval.high)};
}

static size_t
not_above_zero(const struct samples *samples)
{
    size_t found = 0;

    for (size_t i = 0; i < samples->launches * samples->rounds; i++)
        found += samples->values[i] <= 0;
    return found;
}

static void
estimate_ratio(const struct timing *timing, const struct series *base,
    struct series *series)
{
    struct figures *figures = &series->figures;
    struct samples ratios = pack(series, series->net, timing->rounds);
    struct samples bases = pack(base, base->net, timing->rounds);
    size_t count = ratios.launches * ratios.rounds;
    size_t bad = divide(ratios.values, bases.values, count);
    double middle = median_of(&ratios);

    if (bad * BAD_SHARE > count || !(middle > 0)) {
        snprintf(figures->no_ratio, sizeof(figures->no_ratio),
            "no ratio: net of the bare calls nothing is left to compare: "
            "%s's cost is not above zero in %zu of %zu rounds",
            bad * BAD_SHARE > count ? base->model : series->model,
            bad * BAD_SHARE > count ? bad : not_above_zero(&ratios), count);
    } else {
        struct interval interval = ratio_interval(timing, &ratios);
        figures->ratio = middle;
        figures->ratio_low = interval.low;
        figures->ratio_high = interval.high;
    }
    free(ratios.values);
    free(bases.values);
}

static bool
has_samples(const struct series *series)
{
    return is_live(series) && series->launches > 0;
}

static const struct series *
find_base(const struct operation *operation)
{
    for (size_t i = 0; i < operation->count; i++)
        if (strcmp(operation->series[i].model, TIMING_BASE_MODEL) == 0)
            return &operation->series[i];
    return NULL;
}

/* The ratio to the base, and what it does to our hopes for precision. */
static void
compare(struct timing *timing, const struct series *base, struct series *series)
{
    struct figures *figures = &series->figures;

    if (base == NULL || !has_samples(base)) {
        snprintf(figures->no_ratio, sizeof(figures->no_ratio),
            "no ratio: there is no figure for " TIMING_BASE_MODEL);
        return;
    }
    estimate_ratio(timing, base, series);
    double width = estimate_width(figures);
    timing->reached = timing->reached && width <= timing->options.precision;
    timing->widest = fmax(timing->widest, width); /* passes a NaN over */
}

static void
estimate_operation(struct timing *timing, struct operation *operation)
{
    const struct series *base = find_base(operation);

    for (size_t i = 0; i < operation->count; i++) {
        struct series *series = &operation->series[i];
        series->figures = (struct figures){
            NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, .no_ratio = ""};
        if (!has_samples(series))
            continue;
        estimate_cost(timing, series);
        if (series != base)
            compare(timing, base, series);
    }
}

void
estimate(struct timing *timing)
{
    timing->widest = NAN;
    timing->reached = timing->launches > 0;
    for (size_t i = 0; i < timing->count; i++)
        estimate_operation(timing, &timing->operations[i]);
}

double
estimate_width(const struct figures *figures)
{
    return 50 * (figures->ratio_high - figures->ratio_low) / figures->ratio;
}

const char *
estimate_verdict(const struct figures *figures)
{
    if (isnan(figures->ratio))
        return NULL;
    if (figures->ratio_low > 1)
        return "slower";
    return figures->ratio_high < 1 ? "faster" : "none";
}
