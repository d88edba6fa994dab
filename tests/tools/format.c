/* Are figures written with one unit, and the digits that they have use for? */

#include "../harness/check.h"

#include "../../tools/timing/report/format.h"

static const char *
ns(double value, bool plus)
{
    static char text[FORMAT_BYTES];

    format_ns(text, value, plus);
    return text;
}

/* Does the unit change where it should, and are there always three digits? */
TEST(units_fit)
{
    CU_ASSERT_STRING_EQUAL(ns(0, false), "0.00 ns");
    CU_ASSERT_STRING_EQUAL(ns(9.994, false), "9.99 ns");
    CU_ASSERT_STRING_EQUAL(ns(9.996, false), "10.0 ns");
    CU_ASSERT_STRING_EQUAL(ns(99.94, false), "99.9 ns");
    CU_ASSERT_STRING_EQUAL(ns(99.96, false), "100 ns");
    CU_ASSERT_STRING_EQUAL(ns(999.4, false), "999 ns");
    CU_ASSERT_STRING_EQUAL(ns(999.6, false), "1.00 us");
    CU_ASSERT_STRING_EQUAL(ns(131000, false), "131 us");
    CU_ASSERT_STRING_EQUAL(ns(999600, false), "1.00 ms");
    CU_ASSERT_STRING_EQUAL(ns(2.5e9, false), "2.50 s");
}

/* Does a difference have its sign? */
TEST(differences_have_signs)
{
    CU_ASSERT_STRING_EQUAL(ns(1500, true), "+1.50 us");
    CU_ASSERT_STRING_EQUAL(ns(-1500, true), "-1.50 us");
    CU_ASSERT_STRING_EQUAL(ns(-1500, false), "-1.50 us");
}

/* Does an interval have the figure's unit, and one launch no interval? */
TEST(intervals_share_the_unit)
{
    const struct figure figure = {131000, 128000, 138000};
    const struct figure alone = {131000, NAN, NAN};
    char text[FORMAT_BYTES];

    format_figure(text, &figure, false);
    CU_ASSERT_STRING_EQUAL(text, "131 us (128..138)");
    format_figure(text, &figure, true);
    CU_ASSERT_STRING_EQUAL(text, "+131 us (+128..+138)");
    format_interval(text, &figure);
    CU_ASSERT_STRING_EQUAL(text, "128..138 us");
    format_figure(text, &alone, false);
    CU_ASSERT_STRING_EQUAL(text, "131 us");
    format_interval(text, &alone);
    CU_ASSERT_STRING_EQUAL(text, "none");
}

/* Does a ratio near 1 have enough digits to distinguish it from 1, and a small
 * one any? */
TEST(ratios_have_enough_digits)
{
    const struct figure near = {1.0044, 0.9996, 1.0092};
    const struct figure small = {1 / 63.5, 1 / 64.2, 1 / 62.7};
    const struct figure alone = {1.25, NAN, NAN};
    char text[FORMAT_BYTES];

    format_ratio(text, &near);
    CU_ASSERT_STRING_EQUAL(text, "1.004 (1.000..1.009)");
    format_ratio(text, &small);
    CU_ASSERT_STRING_EQUAL(text, "1/63.5 (1/64.2..1/62.7)");
    format_ratio(text, &alone);
    CU_ASSERT_STRING_EQUAL(text, "1.250");
}

/* Is a model's name not repeated? */
TEST(series_have_a_name)
{
    const struct series fork = {.model = "proc", .label = "fork"};
    const struct series thread = {.model = "thread", .label = "thread"};
    const struct series coro = {.model = "coro", .label = "coroutine"};
    char text[FORMAT_BYTES];

    format_series(text, &fork);
    CU_ASSERT_STRING_EQUAL(text, "proc fork");
    format_series(text, &thread);
    CU_ASSERT_STRING_EQUAL(text, "thread");
    format_series(text, &coro);
    CU_ASSERT_STRING_EQUAL(text, "coro");
}
