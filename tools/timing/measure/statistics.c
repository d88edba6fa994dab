#include "statistics.h"

#include "kit/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The 97.5 % quantile of the normal distribution. */
static const double normal = 1.959964;

/* A rule that stops once the interval is narrow enough stops more often where
 * it is too narrow by luck. In simulations (tests/tools/simulated.c) that costs
 * up to two runs in a hundred; this extra width makes up for them. */
static const double looking = 1.1;

uint64_t
random_next(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

size_t
random_below(struct random *random, size_t limit)
{
    /* The top 32 bits as a fraction of 2^32: the bias, limit / 2^32, is far
     * below what any number of our draws could show. */
    return (size_t)((random_next(random) >> 32) * limit >> 32);
}

void
random_order(struct random *random, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t left = count; left > 1; left--) {
        size_t chosen = random_below(random, left);
        size_t item = order[chosen];
        order[chosen] = order[left - 1];
        order[left - 1] = item;
    }
}

static void *
allocate(size_t count, size_t size)
{
    return memory_heap(count * size, "the samples");
}

static int
compare_reals(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double *
sort(const double *values, size_t count)
{
    double *sorted = allocate(count, sizeof(*sorted));

    memcpy(sorted, values, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), compare_reals);
    return sorted;
}

double
statistics_median(const double *values, size_t count)
{
    if (count == 0)
        return NAN;
    double *sorted = sort(values, count);
    double low = sorted[(count - 1) / 2], high = sorted[count / 2];
    free(sorted);
    return low == high ? low : (low + high) / 2;
}

/* Hyndman, Fan: Sample quantiles in statistical packages, Am. Stat. 50 (1996),
 * definition 7. */
static double
quantile(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1), below = floor(place);
    size_t low = (size_t)below, high = low + 1 < count ? low + 1 : low;

    return sorted[low] + (place - below) * (sorted[high] - sorted[low]);
}

struct interval
statistics_quartiles(const double *values, size_t count)
{
    if (count == 0)
        return (struct interval){NAN, NAN};
    double *sorted = sort(values, count);
    struct interval middle = {
        quantile(sorted, count, 0.25), quantile(sorted, count, 0.75)};
    free(sorted);
    return middle;
}

/* A resample is held as how often each launch was drawn: then its median is
 * found by counting to the middle, and nothing has to be sorted again. */
struct ranked {
    double *sorted;
    size_t *launch; /* by rank: where the value comes from */
    size_t *drawn;  /* by launch */
};

struct place {
    double value; /* first: compare_reals looks at it */
    size_t launch;
};

static struct ranked
rank_samples(const struct samples *samples)
{
    size_t count = samples->launches * samples->rounds;
    struct ranked ranked = {
        .sorted = allocate(count, sizeof(*ranked.sorted)),
        .launch = allocate(count, sizeof(*ranked.launch)),
        .drawn = allocate(samples->launches, sizeof(*ranked.drawn)),
    };
    struct place *places = allocate(count, sizeof(*places));

    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){samples->values[i], i / samples->rounds};
    qsort(places, count, sizeof(*places), compare_reals);
    for (size_t rank = 0; rank < count; rank++) {
        ranked.sorted[rank] = places[rank].value;
        ranked.launch[rank] = places[rank].launch;
    }
    free(places);
    return ranked;
}

static void
free_ranked(struct ranked *ranked)
{
    free(ranked->sorted);
    free(ranked->launch);
    free(ranked->drawn);
}

/* The mean of the middle two of the drawn values, or the one in the middle. */
static double
resampled_median(const struct samples *samples, const struct ranked *ranked,
    struct random *random)
{
    size_t count = samples->launches * samples->rounds;
    size_t rank = 0, passed = 0;

    memset(ranked->drawn, 0, samples->launches * sizeof(*ranked->drawn));
    for (size_t i = 0; i < samples->launches; i++)
        ranked->drawn[random_below(random, samples->launches)]++;
    while ((passed += ranked->drawn[ranked->launch[rank]]) <= (count - 1) / 2)
        rank++;
    double low = ranked->sorted[rank];
    while (passed <= count / 2)
        passed += ranked->drawn[ranked->launch[++rank]];
    double high = ranked->sorted[rank];
    return low == high ? low : (low + high) / 2;
}

void
statistics_resample(const struct samples *samples, double *medians,
    size_t resamples, struct random *random)
{
    struct ranked ranked = rank_samples(samples);

    for (size_t i = 0; i < resamples; i++)
        medians[i] = resampled_median(samples, &ranked, random);
    free_ranked(&ranked);
}

/* The order statistics (B + 1) * 0.025 and (B + 1) * 0.975. */
struct interval
statistics_middle(double *values, size_t count)
{
    size_t tail = (count + 1) / 40;

    tail = tail > 0 ? tail - 1 : 0;
    qsort(values, count, sizeof(*values), compare_reals);
    return (struct interval){values[tail], values[count - 1 - tail]};
}

struct interval
statistics_interval(
    const struct samples *samples, size_t resamples, struct random *random)
{
    size_t count = samples->launches * samples->rounds;

    if (samples->launches < 2 || count == 0)
        return (struct interval){NAN, NAN};
    double *medians = allocate(resamples, sizeof(*medians));
    statistics_resample(samples, medians, resamples, random);
    struct interval drawn = statistics_middle(medians, resamples);
    free(medians);
    double middle = statistics_median(samples->values, count);
    double wider = looking * statistics_widening(samples->launches);
    return (struct interval){middle - wider * (middle - drawn.low),
        middle + wider * (drawn.high - middle)};
}

static double *
launch_medians(const struct samples *samples)
{
    double *medians = allocate(samples->launches, sizeof(*medians));

    for (size_t i = 0; i < samples->launches; i++)
        medians[i] = statistics_median(
            samples->values + i * samples->rounds, samples->rounds);
    return medians;
}

bool
statistics_has_phases(const struct samples *samples)
{
    size_t count = samples->launches;
    double *medians = launch_medians(samples);
    double mean = 0, square = 0, next = 0;

    for (size_t i = 0; i < count; i++)
        mean += medians[i] / (double)count;
    for (size_t i = 0; i < count; i++) {
        square += (medians[i] - mean) * (medians[i] - mean);
        if (i > 0)
            next += (medians[i - 1] - mean) * (medians[i] - mean);
    }
    free(medians);
    return next > square * normal / sqrt((double)count);
}

struct interval
statistics_range(const struct samples *samples)
{
    double *medians = launch_medians(samples);
    struct interval range = statistics_middle(medians, samples->launches);

    free(medians);
    return range;
}

/* The 97.5 % quantile of Student's t. Table: NIST/SEMATECH e-Handbook of
 * Statistical Methods, section 1.3.6.7.2. Series: Abramowitz, Stegun, Handbook
 * of Mathematical Functions, 26.7.5; from 11 on right to 0.1 %. */
static double
student(size_t freedom)
{
    static const double table[] = {NAN, 12.706, 4.303, 3.182, 2.776, 2.571,
        2.447, 2.365, 2.306, 2.262, 2.228};
    double n = (double)freedom;

    return freedom <= 10 ? table[freedom] : normal + (2.372 + 2.823 / n) / n;
}

double
statistics_widening(size_t launches)
{
    double n = (double)launches;

    if (launches < 2)
        return INFINITY;
    return student(launches - 1) / normal * sqrt(n / (n - 1));
}
