/* Does twinlab run each program, and report when it cannot? */

#include "../harness/program.h"

#include "kit/home.h"

#include <stdio.h>
#include <string.h>

#define TWINLAB(...) program_run("../../twinlab", WORDS(__VA_ARGS__), NULL)

static const char *const scenarios[] = {"counter", "create", "deadlock",
    "lifecycle", "memory", "parallel", "pool", "prodcons", "scale", "switch",
    NULL};
enum { SCENARIOS = COUNT(scenarios) - 1 };

/* Does list show each scenario once, with all its models? */
TEST(all_are_listed)
{
    const struct outcome *seen = TWINLAB("list");

    check_held(seen);
    for (int i = 0; i < SCENARIOS; i++) {
        const char *line = strstr(seen->out, scenarios[i]);
        char row[128];
        CU_ASSERT_PTR_NOT_NULL_FATAL(line);
        CU_ASSERT(line == seen->out || line[-1] == '\n');
        CHECK_LACKS(line + 1, scenarios[i]);
        snprintf(row, sizeof(row), "%.*s", (int)strcspn(line, "\n"), line);
        check_has(row, true, home_models());
    }
}

/* And does list --json, in one object? */
TEST(all_are_listed_as_json)
{
    const struct outcome *seen = TWINLAB("list", "--json");
    char name[64];

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(is_one_line(seen->out));
    for (int i = 0; i < SCENARIOS; i++) {
        snprintf(name, sizeof(name), "{\"name\": \"%s\", ", scenarios[i]);
        CHECK_HAS(seen->out, name);
    }
}

/* Does a model with a scenario run that twin alone? */
TEST(twin_is_found)
{
    for (const char *const *model = home_models(); *model != NULL; model++) {
        const struct outcome *seen = TWINLAB(
            *model, "counter", "--sync=spin", "--iterations=10", "--json");
        check_held(seen);
        CU_ASSERT(is_json(seen->out));
        check_json(seen->out, "model=%s sync=spin", *model);
    }
}

/* Does a scenario run pair? */
TEST(pair_is_found)
{
    const struct outcome *seen = TWINLAB("prodcons", "--items=10", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "scenario"), "prodcons");
    CHECK_HAS(seen->out, "\"twins\": [");
}

/* Does a command run its program? */
TEST(command_is_found)
{
    const struct outcome *seen = TWINLAB("machine", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(long_at(seen->out, "cpus_usable") >= 1);
    seen = TWINLAB("machine");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "kernel");
}

/* Is a wrong word named in one line, with status 2? */
TEST(wrong_word_is_named)
{
    const char *model = home_models()[0];
    const char *const mistakes[][4] = {{"nonsense", NULL}, {"--nonsense", NULL},
        {"", NULL}, {".", NULL}, {"/bin/sh", NULL}, {"../pair", NULL},
        {model, NULL}, {model, "nonsense", NULL}, {model, "../pair", NULL},
        {model, "", NULL}, {"machine", "nonsense", NULL},
        {"demo", "--nonsense", NULL}};

    for (int i = 0; i < COUNT(mistakes); i++) {
        const struct outcome *seen =
            program_run("../../twinlab", mistakes[i], NULL);
        const char *word = mistakes[i][1] ? mistakes[i][1] : mistakes[i][0];
        check_refused(seen, STATUS_USAGE, word);
    }
}

/* Is the nearest command, scenario or model suggested for a typo? */
TEST(nearest_is_suggested)
{
    static const char *const typos[][3] = {{"cuonter", NULL, "counter?"},
        {"tming", NULL, "timing?"}, {"thraed", "counter", "thread?"},
        {"proc", "swich", "switch?"}, {"list", "--jsno", "--json?"},
        {"counter", "--wrokers=2", "--workers?"},
        {"counter", "--sync=mutx", "mutex?"}};

    for (int i = 0; i < COUNT(typos); i++)
        check_refused(
            TWINLAB(typos[i][0], typos[i][1]), STATUS_USAGE, typos[i][2]);
    CHECK_LACKS(TWINLAB("nonsense")->err, "did you mean");
}

/* Does a help page, and a message about a wrong command line, show what was
 * typed, and not the program behind it? */
TEST(typed_words_are_shown)
{
    const struct outcome *seen = TWINLAB("counter", "--help");

    CHECK_HAS(seen->out, "usage: twinlab counter [", home_models()[0]);
    seen = TWINLAB(home_models()[0], "counter", "--help");
    CHECK_HAS(seen->out, "usage: twinlab ");
    seen = TWINLAB("timing", "create", "--help");
    CHECK_HAS(seen->out, "usage: twinlab timing create ");
    seen = TWINLAB("counter", "--workers=0");
    CU_ASSERT(strncmp(seen->err, "twinlab counter: --workers", 26) == 0);
    seen = TWINLAB("counter", "--gap-ms=1", "--sync=atomic");
    CU_ASSERT(strncmp(seen->err, "twinlab counter: --gap-ms", 25) == 0);
}

static void
check_pages(const char *program, const char *word)
{
    static const char *const asked[] = {"--help", "-h", "help", "--version"};

    for (int i = 0; i < 4; i++) {
        const struct outcome *seen =
            word != NULL ? program_run(program, WORDS(word, asked[i]), NULL)
                         : program_run(program, WORDS(asked[i]), NULL);
        check_held(seen);
        CU_ASSERT_NOT_EQUAL(*seen->out, '\0');
        CU_ASSERT(fits_in_80_columns(seen->out));
        CU_ASSERT_EQUAL(is_one_line(seen->out), i == 3);
    }
}

/* Does every program print its help in 80 columns when asked in any usual way,
 * and its version? */
TEST(every_program_helps)
{
    static const char *const programs[] = {"twinlab", "pair", "timing", "step",
        "grade", "task", "machine", "demo"};
    char program[128];

    for (int i = 0; i < COUNT(programs); i++) {
        snprintf(program, sizeof(program), "../../%s", programs[i]);
        check_pages(program, NULL);
    }
    for (int i = 0; i < SCENARIOS; i++)
        check_pages("../../twinlab", scenarios[i]);
    check_pages("../../twinlab", "list");
}

/* Do no arguments at all, --help and help give help? And is help X the help of
 * X? */
TEST(help_is_given)
{
    static const char *const none[] = {NULL};
    const struct outcome *seen = program_run("../../twinlab", none, NULL);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "twinlab SCENARIO");
    seen = TWINLAB("--help");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    check_has(seen->out, true, scenarios);
    CHECK_HAS(seen->out, "timing", "coroutines");
    CHECK_HAS(TWINLAB("help", "counter")->out, "--iterations");
}

/* Is one part of the tour shown alone, as it can be typed, and as one object?
 * With --pause but no terminal, does it go on? */
TEST(tour_can_be_cut_short)
{
    const struct outcome *seen =
        TWINLAB("demo", "--scenario=deadlock", "--pause");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "== 1/1  A deadlock",
        home_has("../../../proc/counter.c") ? "\n$ build/twinlab deadlock"
                                            : "\n$ twinlab deadlock");
    CHECK_LACKS(seen->out, "Enter");
    seen = TWINLAB("demo", "--scenario=deadlock", "--json");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(bool_at(seen->out, "ok"));
    CHECK_HAS(seen->out, "\"status\": 3");
    seen = TWINLAB("demo", "--scenario=nonsense");
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CHECK_HAS(seen->err, "nonsense");
}

/* Of a page that promises nothing, is nothing said to have held? */
TEST(no_promise_is_not_held)
{
    const struct outcome *seen = TWINLAB("demo", "--scenario=machine");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "== 1/1  The machine");
    CHECK_LACKS(seen->out, "Held");
}

/* Is a full disk reported by every program that prints? */
TEST(full_disk_is_reported)
{
    static const char *const words[] = {
        "list", "--help", "--version", "machine"};

    for (int i = 0; i < COUNT(words); i++)
        check_refused(RUN_UNDER(prepare_full_disk, "twinlab", words[i]),
            STATUS_CANNOT, "");
}
