/* Do the statistics of the timing tool say what the samples say? */

#include "../../tools/timing/measure/statistics.h"

#include "../harness/check.h"

#include <math.h>
#include <string.h>

/* Is the median the middle one, or the mean of the two? */
TEST(median_is_the_middle)
{
    static const double odd[] = {9, 1, 5}, even[] = {4, 1, 3, 2}, one[] = {7};
    static const double wild[] = {1, 2, 1e300};
    double kept[3];

    memcpy(kept, odd, sizeof(kept));
    CU_ASSERT_DOUBLE_EQUAL(statistics_median(odd, 3), 5, 0);
    CU_ASSERT_EQUAL(memcmp(kept, odd, sizeof(kept)), 0);
    CU_ASSERT_DOUBLE_EQUAL(statistics_median(even, 4), 2.5, 0);
    CU_ASSERT_DOUBLE_EQUAL(statistics_median(one, 1), 7, 0);
    CU_ASSERT_DOUBLE_EQUAL(statistics_median(wild, 3), 2, 0);
    CU_ASSERT(isnan(statistics_median(one, 0)));
}

/* Does the same seed give the same numbers, and another seed others? Are they
 * splitmix64's? */
TEST(seed_decides)
{
    struct random one = {1}, same = {1}, other = {2}, known = {1234567};

    for (int i = 0; i < 100; i++) {
        uint64_t number = random_next(&one);
        CU_ASSERT_EQUAL(number, random_next(&same));
        CU_ASSERT_NOT_EQUAL(number, random_next(&other));
    }
    CU_ASSERT_EQUAL(random_next(&known), 6457827717110365317u);
    CU_ASSERT_EQUAL(random_next(&known), 3203168211198807973u);
}

/* Is each number below the limit, and does each come, about as often? The seed
 * is fixed: so is the answer. */
TEST(draws_are_fair)
{
    enum { LIMIT = 7, DRAWS = 70000 };
    int times[LIMIT] = {0};
    struct random random = {3};

    for (int i = 0; i < DRAWS; i++) {
        size_t drawn = random_below(&random, LIMIT);
        CU_ASSERT_FATAL(drawn < LIMIT);
        times[drawn]++;
    }
    for (int i = 0; i < LIMIT; i++)
        CU_ASSERT(9500 < times[i] && times[i] < 10500);
    CU_ASSERT_EQUAL(random_below(&random, 1), 0);
}

/* Does a shuffle keep the items, and give each order its turn? */
TEST(shuffle_is_fair)
{
    int times[27] = {0}; /* by the items as digits */
    struct random random = {4};

    for (int i = 0; i < 6000; i++) {
        size_t items[3];
        random_order(&random, items, 3);
        CU_ASSERT_EQUAL(items[0] + items[1] + items[2], 3);
        times[items[0] * 9 + items[1] * 3 + items[2]]++;
    }
    static const int orders[] = {5, 7, 11, 15, 19, 21};
    for (int i = 0; i < 6; i++)
        CU_ASSERT(850 < times[orders[i]] && times[orders[i]] < 1150);
}

enum { LAUNCHES = 12, ROUNDS = 10, ALL = LAUNCHES * ROUNDS };

/* Samples around `middle`: launches differ by `between`, rounds by `within`. */
static void
make_samples(double values[ALL], double middle, double between, double within,
    struct random *random)
{
    for (int launch = 0; launch < LAUNCHES; launch++) {
        double shift =
            between * ((double)random_below(random, 2001) - 1000) / 1000;
        for (int round = 0; round < ROUNDS; round++)
            values[launch * ROUNDS + round] =
                middle + shift +
                within * ((double)random_below(random, 2001) - 1000) / 1000;
    }
}

/* Does the interval hold the median, repeat with its seed, and shrink to a
 * point where all samples are the same? */
TEST(interval_holds_the_median)
{
    double values[ALL];
    struct random random = {5};
    struct samples samples = {values, LAUNCHES, ROUNDS};

    make_samples(values, 100, 5, 5, &random);
    double median = statistics_median(values, ALL);
    struct random one = {6}, same = {6};
    struct interval interval = statistics_interval(&samples, 1999, &one);
    struct interval again = statistics_interval(&samples, 1999, &same);
    CU_ASSERT(interval.low <= median && median <= interval.high);
    CU_ASSERT(interval.low < interval.high);
    CU_ASSERT_DOUBLE_EQUAL(interval.low, again.low, 0);
    CU_ASSERT_DOUBLE_EQUAL(interval.high, again.high, 0);

    make_samples(values, 100, 0, 0, &random);
    interval = statistics_interval(&samples, 1999, &random);
    CU_ASSERT_DOUBLE_EQUAL(interval.low, 100, 0);
    CU_ASSERT_DOUBLE_EQUAL(interval.high, 100, 0);
}

/* Does it hold the true value about 95 times in a hundred? At least 90 %, since
 * it may err on the wide side only. */
TEST(interval_covers_the_truth)
{
    enum { TIMES = 200 };
    double values[ALL];
    struct random random = {7};
    struct samples samples = {values, LAUNCHES, ROUNDS};
    int covered = 0;

    for (int i = 0; i < TIMES; i++) {
        make_samples(values, 50, 4, 4, &random);
        struct interval interval = statistics_interval(&samples, 399, &random);
        covered += interval.low <= 50 && 50 <= interval.high;
    }
    CU_ASSERT(covered >= TIMES * 90 / 100);
}

/* Do the rounds of one launch, which agree with each other, not make the
 * interval narrower than the launches, which do not? */
TEST(launches_decide_the_width)
{
    double values[ALL];
    struct random random = {8};
    struct samples samples = {values, LAUNCHES, ROUNDS};

    make_samples(values, 100, 10, 0, &random);
    struct interval grouped = statistics_interval(&samples, 1999, &random);
    samples = (struct samples){values, ALL, 1};
    struct interval flat = statistics_interval(&samples, 1999, &random);
    CU_ASSERT(grouped.high - grouped.low > flat.high - flat.low);
}

/* Does a single launch give no interval, and does an infinite value do no harm?
 */
TEST(odd_samples_do_no_harm)
{
    double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (double)INFINITY};
    struct random random = {9};
    struct samples one = {values, 1, 12}, twelve = {values, 12, 1};
    struct interval interval = statistics_interval(&one, 39, &random);

    CU_ASSERT(isnan(interval.low) && isnan(interval.high));
    interval = statistics_interval(&twelve, 39, &random);
    CU_ASSERT(interval.low >= 1);
    CU_ASSERT_FALSE(isnan(interval.high));
}

/* Is the interval wider for few launches: by Student's quantile over the normal
 * one, and by the variance that the bootstrap lacks? */
TEST(few_launches_widen)
{
    static const struct {
        size_t launches;
        double student;
    } rows[] = {{2, 12.706}, {3, 4.303}, {5, 2.776}, {11, 2.228}, {12, 2.201}};

    for (int i = 0; i < COUNT(rows); i++) {
        double n = (double)rows[i].launches;
        CU_ASSERT_DOUBLE_EQUAL(statistics_widening(rows[i].launches),
            sqrt(n / (n - 1)) * rows[i].student / 1.96, 0.01);
    }
    for (size_t launches = 3; launches <= 100; launches++)
        CU_ASSERT(
            statistics_widening(launches) <= statistics_widening(launches - 1));
    CU_ASSERT_DOUBLE_EQUAL(statistics_widening(1000), 1, 0.01);
}

/* Are the quartiles those that R's quantile() has by default, for values whose
 * quartiles everybody can look up? */
TEST(quartiles_are_those_of_r)
{
    static const double nine[] = {9, 1, 8, 2, 7, 3, 6, 4, 5};
    static const double four[] = {4, 1, 3, 2};
    struct interval middle = statistics_quartiles(nine, 9);

    CU_ASSERT_DOUBLE_EQUAL(middle.low, 3, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(middle.high, 7, 1e-12);
    middle = statistics_quartiles(four, 4);
    CU_ASSERT_DOUBLE_EQUAL(middle.low, 1.75, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(middle.high, 3.25, 1e-12);
    CU_ASSERT(isnan(statistics_quartiles(four, 0).low));
}

/* For independent values the interval of a median is known exactly, by the
 * binomial distribution: for 101 of them, from the 41st to the 61st (Conover,
 * Practical Nonparametric Statistics, section 3.2). Does the bootstrap give the
 * same, to within a rank? */
TEST(median_interval_is_the_binomial_one)
{
    enum { VALUES = 101, RESAMPLES = 9999 };
    double values[VALUES], medians[RESAMPLES];
    struct samples samples = {values, VALUES, 1};
    struct random random = {10};

    for (int i = 0; i < VALUES; i++)
        values[i] = i + 1;
    statistics_resample(&samples, medians, RESAMPLES, &random);
    struct interval drawn = statistics_middle(medians, RESAMPLES);
    CU_ASSERT_DOUBLE_EQUAL(drawn.low, 41, 1);
    CU_ASSERT_DOUBLE_EQUAL(drawn.high, 61, 1);
}
