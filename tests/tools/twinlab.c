/* Does the front door lead to each program, and say so when it cannot? */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/program.h"

#include "kit/die.h"
#include "kit/home.h"

#include <stdio.h>
#include <string.h>

#define WORDS(...)   ((const char *const[]){__VA_ARGS__, NULL})
#define TWINLAB(...) program_run("../../twinlab", WORDS(__VA_ARGS__), NULL)

static const char *const scenarios[] = {
    "counter", "create", "prodcons", "scale", "switch"};
enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

/* Does list name each scenario once, with all its models? */
static void
all_are_listed(void)
{
    const struct outcome *seen = TWINLAB("list");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    for (int i = 0; i < SCENARIOS; i++) {
        const char *line = strstr(seen->out, scenarios[i]);
        char row[128];
        CU_ASSERT_PTR_NOT_NULL_FATAL(line);
        CU_ASSERT(line == seen->out || line[-1] == '\n');
        CU_ASSERT_PTR_NULL(strstr(line + 1, scenarios[i]));
        snprintf(row, sizeof(row), "%.*s", (int)strcspn(line, "\n"), line);
        for (const char *const *model = home_models(); *model; model++)
            CU_ASSERT_PTR_NOT_NULL(strstr(row, *model));
    }
}

/* Does a model with a scenario lead to that twin alone? */
static void
twin_is_found(void)
{
    for (const char *const *model = home_models(); *model != NULL; model++) {
        const struct outcome *seen = TWINLAB(
            *model, "counter", "--sync=spin", "--iterations=10", "--json");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT(is_json(seen->out));
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "model"), *model);
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "sync"), "spin");
    }
}

/* Does a scenario lead to pair? */
static void
pair_is_found(void)
{
    const struct outcome *seen = TWINLAB("prodcons", "--items=10", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "scenario"), "prodcons");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"twins\": ["));
}

/* Does a command lead to its program? */
static void
command_is_found(void)
{
    const struct outcome *seen = TWINLAB("machine", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(long_at(seen->out, "cpus_usable") >= 1);
    seen = TWINLAB("machine");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "kernel"));
}

/* Is a wrong word named in one line, with status 2? */
static void
wrong_word_is_named(void)
{
    const char *model = home_models()[0];
    const char *const mistakes[][4] = {{"nonsense", NULL}, {"--nonsense", NULL},
        {"", NULL}, {".", NULL}, {"/bin/sh", NULL}, {"../pair", NULL},
        {model, NULL}, {model, "nonsense", NULL}, {model, "../pair", NULL},
        {model, "", NULL}, {"machine", "nonsense", NULL},
        {"demo", "--nonsense", NULL}};

    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const struct outcome *seen =
            program_run("../../twinlab", mistakes[i], NULL);
        const char *word = mistakes[i][1] ? mistakes[i][1] : mistakes[i][0];
        CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, word));
    }
}

/* Do --help, nothing at all, and --version help? */
static void
help_is_given(void)
{
    static const char *const none[] = {NULL};
    const struct outcome *seen = program_run("../../twinlab", none, NULL);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "twinlab SCENARIO"));
    seen = TWINLAB("--help");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    for (int i = 0; i < SCENARIOS; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, scenarios[i]));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "timing"));
    seen = TWINLAB("--version");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(is_one_line(seen->out));
}

/* Is a full disk told, by whatever prints? */
static void
full_disk_is_told(void)
{
    static const struct setting full = {.prepare = prepare_full_disk};
    static const char *const words[] = {
        "list", "--help", "--version", "machine"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct outcome *seen =
            program_run("../../twinlab", WORDS(words[i]), &full);
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT(is_one_line(seen->err));
    }
}

static const struct test tests[] = {
    {"list names all", all_are_listed},
    {"a model with a scenario is that twin", twin_is_found},
    {"a scenario is all its twins", pair_is_found},
    {"a command is its program", command_is_found},
    {"a wrong word is named", wrong_word_is_named},
    {"help is given", help_is_given},
    {"a full disk is told", full_disk_is_told},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("twinlab", tests);
}
