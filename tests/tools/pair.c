/* Does pair run every twin, with the same arguments, and put them side by
 * side? */

#include "../harness/timing.h"

#include "kit/json.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define PAIR(...) RUN("pair", __VA_ARGS__)

static int
count_models(void)
{
    int count = 0;

    while (home_models()[count] != NULL)
        count++;
    return count;
}

/* The twins of an answer, each as a text of its own that starts there; how
 * many. */
static int
split_twins(const char *out, const char *twins[MAX_ENTRIES])
{
    CU_ASSERT(is_json(out));
    return timing_split(out, "twins", twins);
}

/* Is every twin run with the primitive and the options that the user gives? */
TEST(given_sync_is_held)
{
    const char *twins[MAX_ENTRIES];
    const struct outcome *seen = PAIR("counter", "--sync=atomic", "--workers",
        "3", "--iterations=10", "--json");

    check_held(seen);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "scenario"), "counter");
    CU_ASSERT_EQUAL_FATAL(split_twins(seen->out, twins), count_models());
    for (int i = 0; i < count_models(); i++)
        check_json(
            twins[i], "model=%s sync=atomic actual=30", home_models()[i]);
}

/* Without --sync, is counter run with none and then with mutex, and prodcons
 * with sem, in every model? However the user spells another option? */
TEST(variants_hold_the_primitive_fixed)
{
    const char *twins[MAX_ENTRIES];
    int models = count_models();
    const struct outcome *seen = PAIR("counter", "--iterations=10", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL_FATAL(split_twins(seen->out, twins), 2 * models);
    for (int i = 0; i < 2 * models; i++) {
        check_json(twins[i], "model=%s sync=%s", home_models()[i % models],
            i < models ? "none" : "mutex");
    }
    seen = PAIR("prodcons", "--items=10", "--json");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL_FATAL(split_twins(seen->out, twins), models);
    for (int i = 0; i < models; i++)
        check_json(twins[i], "sync=sem");
}

/* Is each element what that twin prints alone? The names, in their order; the
 * figures differ from run to run. */
TEST(elements_are_the_twins_own)
{
    const char *twins[MAX_ENTRIES];
    struct json_slice names[2][32], value;
    char program[64], copy[4096];
    int counts[2] = {0};
    const struct outcome *seen =
        PAIR("counter", "--sync=mutex", "--iterations=10", "--json");

    CU_ASSERT_EQUAL_FATAL(split_twins(seen->out, twins), count_models());
    snprintf(copy, sizeof(copy), "%s", twins[0]);
    snprintf(program, sizeof(program), "%s/counter", home_models()[0]);
    seen = RUN(program, "--sync=mutex", "--iterations=10", "--json");
    for (int i = 0; i < 2; i++) {
        const char *cursor = i == 0 ? copy : seen->out;
        while (
            counts[i] < 32 && json_next(&cursor, &names[i][counts[i]], &value))
            counts[i]++;
    }
    CU_ASSERT_EQUAL(counts[0], counts[1]);
    for (int i = 0; i < counts[0] && i < counts[1]; i++) {
        CU_ASSERT_EQUAL(names[0][i].length, names[1][i].length);
        CU_ASSERT_EQUAL(
            memcmp(names[0][i].start, names[1][i].start, names[0][i].length),
            0);
    }
}

/* Does the table name every model and fit in 80 columns? */
TEST(table_has_a_column_for_each)
{
    const struct outcome *seen = PAIR("counter", "--iterations=1000");

    check_held(seen);
    check_has(seen->out, true, home_models());
    CHECK_HAS(seen->out, "--sync=none", "--sync=mutex");
    CU_ASSERT(fits_in_80_columns(seen->out));
}

/* Does a broken invariant in any twin decide the status? */
TEST(worst_status_counts)
{
    const struct outcome *seen = PAIR("counter", "--memory=private",
        "--sync=atomic", "--iterations=10", "--expect=exact", "--json");
    const char *twins[MAX_ENTRIES];
    bool proc = program_exists("proc/counter");

    CU_ASSERT_EQUAL(seen->status, proc ? STATUS_BROKEN : STATUS_HELD);
    CU_ASSERT_EQUAL(split_twins(seen->out, twins), count_models());
}

/* Does the help page show the default of each model where they differ, and a
 * single one otherwise? */
TEST(defaults_of_all_are_shown)
{
    const struct outcome *seen = PAIR("counter", "--help");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "proc: sem, thread: mutex, coro",
        "the counter lies (shared)");
}

/* Is each mistake reported once, in one line, with status 2? */
TEST(mistakes_are_reported_once)
{
    static const char *const mistakes[][3] = {{NULL}, {"nonsense", NULL},
        {"--json", NULL}, {"counter", "--workers=0", NULL},
        {"counter", "--nonsense", NULL}, {"counter", "operand", NULL},
        {"../proc/counter", NULL}, {"", NULL}, {".", NULL}};

    for (int i = 0; i < COUNT(mistakes); i++)
        check_refused(program_run("pair", mistakes[i], NULL), STATUS_USAGE, "");
}

/* Does an option that lacks its value say so, and not take a word of ours? */
TEST(missing_value_is_named)
{
    check_refused(PAIR("counter", "--sync=mutex", "--workers"), STATUS_USAGE,
        "--workers needs a value");
}

/* Where nobody reads it, does it die of SIGPIPE without a word, as others do,
 * also when a twin prints in its place? */
TEST(missing_reader_is_no_news)
{
    static const char *const questions[][4] = {
        {"counter", "--iterations=10"}, {"counter", "--help"}};

    for (int i = 0; i < COUNT(questions); i++) {
        const struct outcome *seen =
            program_run("pair", questions[i], PREPARED(prepare_no_reader));
        CU_ASSERT_EQUAL(seen->signal, SIGPIPE);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
}
