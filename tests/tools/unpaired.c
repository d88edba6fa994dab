/* Is the ratio of two runs as sure as it says? */

#include "../../tools/timing/compare/unpaired.h"

#include "../harness/check.h"

enum { MOST = 12 * 4, RUNS = 300 };

/* Samples around `centre`: each launch is off by up to `launch_noise`, each
 * round by up to `round_noise`, both as shares. */
static struct samples
simulate(double *values, size_t launches, double centre, double launch_noise,
    double round_noise, struct random *random)
{
    enum { STEPS = 1000000, ROUNDS = 4 };

    for (size_t i = 0; i < launches; i++) {
        double place = (double)random_below(random, STEPS) / (STEPS / 2) - 1;
        for (size_t j = 0; j < ROUNDS; j++) {
            double step = (double)random_below(random, STEPS) / (STEPS / 2) - 1;
            values[i * ROUNDS + j] =
                centre * (1 + launch_noise * place) * (1 + round_noise * step);
        }
    }
    return (struct samples){values, launches, ROUNDS};
}

/* In how many of RUNS does the interval hold the true ratio, 1.5? */
static int
count_held(size_t in_a, size_t in_b, double launch_noise, double round_noise)
{
    double a[MOST], b[MOST];
    struct random random = {77};
    int held = 0;

    for (int run = 0; run < RUNS; run++) {
        struct samples of_a =
            simulate(a, in_a, 2000, launch_noise, round_noise, &random);
        struct samples of_b =
            simulate(b, in_b, 3000, launch_noise, round_noise, &random);
        struct figure ratio = unpaired_ratio(&of_a, &of_b, false, run);
        held += ratio.low <= 1.5 && 1.5 <= ratio.high;
    }
    return held;
}

/* Does the interval hold the truth in at least 93 of 100 runs, whatever the
 * noise is made of, and when one side has few launches? */
TEST(interval_covers_the_truth)
{
    CU_ASSERT(count_held(12, 12, 0.1, 0.01) >= RUNS * 93 / 100);
    CU_ASSERT(count_held(12, 12, 0.01, 0.1) >= RUNS * 93 / 100);
    CU_ASSERT(count_held(12, 5, 0.05, 0.05) >= RUNS * 93 / 100);
    CU_ASSERT(count_held(5, 5, 0.1, 0.01) >= RUNS * 93 / 100);
}

/* Is it nearly as good where both have few launches, which look more alike than
 * they are? */
TEST(few_launches_are_allowed_for)
{
    CU_ASSERT(count_held(2, 2, 0.1, 0.01) >= RUNS * 90 / 100);
    CU_ASSERT(count_held(3, 3, 0.1, 0.01) >= RUNS * 90 / 100);
}

/* But not by being so wide as to say nothing: are two results of twelve
 * launches each that differ by 20 %, with 5 % of noise, always distinguished?
 */
TEST(interval_is_narrow)
{
    double a[MOST], b[MOST];
    struct random random = {78};

    for (int run = 0; run < RUNS / 3; run++) {
        struct samples of_a = simulate(a, 12, 100, 0.05, 0.05, &random);
        struct samples of_b = simulate(b, 12, 120, 0.05, 0.05, &random);
        struct figure ratio = unpaired_ratio(&of_a, &of_b, false, 1);
        CU_ASSERT(ratio.low > 1);
    }
}

/* Is it the ratio of the medians, and the inverse when they are exchanged? */
TEST(medians_are_divided)
{
    double a[] = {1, 2, 3, 4, 5, 60}, b[] = {7, 7, 8, 8, 9, 90};
    double logarithms[] = {log(2), log(2), log(3), log(4)};
    struct samples of_a = {a, 3, 2}, of_b = {b, 2, 3};
    struct samples first = {logarithms, 2, 1}, last = {logarithms + 2, 2, 1};

    CU_ASSERT_DOUBLE_EQUAL(
        unpaired_ratio(&of_a, &of_b, false, 1).value, 8 / 3.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(
        unpaired_ratio(&of_b, &of_a, false, 1).value, 3.5 / 8, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(
        unpaired_ratio(&first, &last, true, 1).value, sqrt(12) / 2, 1e-12);
}

/* With one launch or none, is no interval given? */
TEST(one_launch_says_little)
{
    double values[] = {1, 2, 3};
    struct samples one = {values, 1, 3}, three = {values, 3, 1};
    struct samples none = {NULL, 0, 0};

    CU_ASSERT_DOUBLE_EQUAL(
        unpaired_ratio(&one, &three, false, 1).value, 1, 1e-12);
    CU_ASSERT(isnan(unpaired_ratio(&one, &three, false, 1).low));
    CU_ASSERT(isnan(unpaired_ratio(&three, &one, false, 1).high));
    CU_ASSERT(isnan(unpaired_ratio(&none, &three, false, 1).value));
    CU_ASSERT(isnan(unpaired_ratio(&three, &none, false, 1).value));
}
