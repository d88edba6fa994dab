/* Does timing scale report what it ran, refuse what is impossible, and leave no
 * process behind? */

#include "../harness/drawing.h"
#include "../harness/folder.h"
#include "../harness/forbid.h"
#include "../harness/timing.h"

#include "kit/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define SCALE(...) RUN("timing", "scale", __VA_ARGS__)

enum { MOST = 1024 };

/* The median of the numbers in an array; NaN for none, nulls are passed over.
 * `all` receives how many entries there are. */
static double
median_at(const char *entry, const char *name, long *all)
{
    static double numbers[MOST];
    const char *cursor = json_get(entry, name).start;
    struct json_slice item;
    long count = 0;

    *all = 0;
    while (cursor != NULL && count < MOST && json_item(&cursor, &item)) {
        if (*item.start != 'n')
            numbers[count++] = strtod(item.start, NULL);
        ++*all;
    }
    return count > 0 ? timing_median(numbers, count) : (double)NAN;
}

static void
check_cell(const char *cell)
{
    static const char *const metrics[] = {"create_last_ns", "switch_each_ns",
        "kernel_bytes_each", "user_bytes_each", NULL};
    long runs = long_at(cell, "runs"), all;
    char name[64];

    CU_ASSERT(runs >= 2);
    CU_ASSERT(is_null_at(cell, "reason"));
    for (size_t i = 0; metrics[i] != NULL; i++) {
        snprintf(name, sizeof(name), "%s_samples", metrics[i]);
        double median = median_at(cell, name, &all);
        CU_ASSERT_EQUAL(all, runs);
        CU_ASSERT_EQUAL(is_null_at(cell, metrics[i]), (bool)isnan(median));
        if (!isnan(median))
            CU_ASSERT_DOUBLE_EQUAL(
                real_at(cell, metrics[i]), median, 1e-6 * fabs(median));
    }
    CU_ASSERT_FALSE(is_null_at(cell, "create_last_ns"));
    /* One alone has nobody to switch to; where the kernel counts, it counts
     * other programs' switches as well, and then there is no figure. */
    if (long_at(cell, "workers") == 1 ||
        strcmp(word_at(cell, "model"), "coro") == 0)
        CU_ASSERT_EQUAL(
            is_null_at(cell, "switch_each_ns"), long_at(cell, "workers") == 1);
}

static bool
is_built(const char *model)
{
    char program[64];

    snprintf(program, sizeof(program), "%s/scale", model);
    return program_exists(program);
}

/* Is each number of workers run in each model, up to the last, and is every
 * sample reported? */
TEST(all_sizes_are_run)
{
    static const long sizes[] = {1, 2, 4, 5};
    static const char *const models[] = {"proc", "thread", "coro"};

    drawing_gnuplot(DRAW_SVG);
    const struct outcome *seen = RUN_UNDER(prepare_our_gnuplot, "timing",
        "scale", "--max=5", "--max-seconds=1", "--json", drawing_plot);
    const char *cells[MAX_ENTRIES];
    int count = timing_split(seen->out, "cells", cells);

    check_held(seen);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(json_get(seen->out, "machine").length > 2);
    CU_ASSERT_EQUAL_FATAL(count, 12);
    for (int i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(long_at(cells[i], "workers"), sizes[i / 3]);
        CU_ASSERT_STRING_EQUAL(word_at(cells[i], "model"), models[i % 3]);
        if (is_built(models[i % 3]))
            check_cell(cells[i]);
        else
            CU_ASSERT_FALSE(is_null_at(cells[i], "reason"));
    }
    CU_ASSERT_STRING_EQUAL(folder_read(drawing_picture), DRAWN_SVG);
    const char *script = folder_read(drawing_script);
    CHECK_HAS(script, "'to create one more'", "'user memory of each'");
}

/* Is the table within 80 columns, with a row for each number? */
TEST(table_is_readable)
{
    const struct outcome *seen = SCALE("--max=128", "--max-seconds=0.1");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "\n    128 ");
    CHECK_LACKS(seen->out, "nan");
    CU_ASSERT(fits_in_80_columns(seen->out));
}

/* Is what is impossible reported once, and the rest done? */
TEST(limits_are_reported)
{
    const struct outcome *seen = RUN_UNDER(prepare_few_processes, "timing",
        "scale", "--max=64", "--max-seconds=0.1");

    if (is_skipped(!seen->prepared, "cannot limit the number of processes"))
        return;
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "machine cannot do it");
    CHECK_HAS(seen->err, "--workers=64");
}

/* Is a killed twin reported, with status 1, and no process left? The kernel
 * kills whoever yields. */
TEST(killed_twin_is_reported)
{
    if (is_skipped(UNDER_ASAN, "the sanitizer yields, too"))
        return;
    forbid_call(SYS_sched_yield);
    const struct outcome *seen = RUN_UNDER(
        prepare_forbidden, "timing", "scale", "--max=4", "--max-seconds=0.1");

    if (is_skipped(!seen->prepared, "cannot filter system calls"))
        return;
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CHECK_HAS(seen->err, "/scale --workers=");
}
