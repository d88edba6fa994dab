/* What a set of samples says, and how sure it is.
 *
 * The samples come in launches: what is measured in one launch of a program
 * shares its page layout, so a hundred rounds in one launch tell less than ten
 * in each of ten. Therefore the interval is by hierarchical bootstrap: draw
 * launches with replacement, each with all its rounds, and take the median; do
 * it often; the middle 95 % of these medians are the interval.
 *   Davison, Hinkley: Bootstrap Methods and their Application (1997),
 *   section 3.8 (hierarchical data) and 5.3 (percentile intervals).
 *   Field, Welsh: Bootstrapping clustered data, J. R. Stat. Soc. B 69 (2007).
 * To draw the rounds within a launch with replacement as well would count their
 * noise twice: where it is the larger one, the interval then held the truth in
 * 994 of 1,000 simulated runs, and was a third too wide.
 *
 * All randomness comes from the state that is passed in: the same seed gives
 * the same interval. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* splitmix64. Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, OOPSLA 2014. Any seed is as good as another. */
struct random {
    uint64_t state;
};

uint64_t random_next(struct random *random);

/* 0 to limit - 1, each as likely. limit is at least 1, and below 2^32. */
size_t random_below(struct random *random, size_t limit);

/* 0 to count - 1 in any order, each as likely as any other. Durstenfeld:
 * Algorithm 235, CACM 1964 (Fisher and Yates's shuffle). */
void random_order(struct random *random, size_t *order, size_t count);

/* launches * rounds values, the rounds of a launch side by side. None is a
 * NaN; an infinite one counts by its rank, as all others do. */
struct samples {
    double *values;
    size_t launches, rounds;
};

struct interval {
    double low, high;
};

/* The middle value, or the mean of the two in the middle; NaN for none. */
double statistics_median(const double *values, size_t count);

/* Between which the middle half of the values lies: linear between ranks, as
 * R's quantile(type = 7). NaN, NaN for none. */
struct interval statistics_quartiles(const double *values, size_t count);

/* Draw so often, and fill in the medians of what was drawn. */
void statistics_resample(const struct samples *samples, double *medians,
    size_t resamples, struct random *random);

/* Between which the middle 95 % of the values lie. Sorts them. */
struct interval statistics_middle(double *values, size_t count);

/* The 95 % interval of the samples' median, a tenth wider than by the bootstrap
 * alone, for those who look at it to decide when to stop. `resamples` is the
 * number of medians drawn, best one less than a multiple of 40: 999. NaN, NaN
 * for fewer than two launches, which say nothing about how launches differ. */
struct interval statistics_interval(
    const struct samples *samples, size_t resamples, struct random *random);

/* Is a launch more like the one before than chance would have it? A machine has
 * phases, of a tenth of a second or of minutes, in which one operation costs
 * more than in others, and another does not. Then the launches are not
 * independent, and the interval above, which takes them to be, is too narrow.
 * Asked of the launches' medians, by their correlation with the next one: it
 * would say yes once in forty times where there are no phases. */
bool statistics_has_phases(const struct samples *samples);

/* Between what the medians of the middle 95 % of the launches lie: an interval
 * for samples with phases. It is wide, since a median of phases that are as
 * long as these moves from one to the other, and a resampled one with it; and
 * unlike the other it does not shrink with the number of launches. */
struct interval statistics_range(const struct samples *samples);

/* By what the interval is widened on either side, since few launches look more
 * alike than launches are: by sqrt(n / (n - 1)), which the bootstrap's variance
 * lacks for n launches (Davison, Hinkley, section 3.8), and by Student's 97.5 %
 * quantile for n - 1 degrees of freedom over the normal one. 9.2 for 2
 * launches, 1.17 for 12, 1 for ever more of them. */
double statistics_widening(size_t launches);
