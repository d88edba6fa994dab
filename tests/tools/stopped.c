/* Does every program that is asked to stop while it prints into a full pipe
 * without a reader die of that signal, and leave no process behind? */

#include "../harness/program.h"

#include "kit/home.h"

#include <signal.h>
#include <stdio.h>

static void
check_stopped(const char *program, const char *const *words)
{
    program_start(program, words, PREPARED(prepare_full_pipe));
    CU_ASSERT(program_await_write());
    check_death(program_id(), SIGTERM);
}

TEST(tools_are_stopped)
{
    static const struct {
        const char *program, *words[5];
    } rows[] = {
        {"pair", {"counter", "--iterations=10"}},
        {"pair", {"memory", "--json"}}, /* more than stdout's buffer holds */
        {"pair", {"counter", "--help"}},
        {"twinlab", {"create", "--count=1"}},
        {"twinlab", {"list"}},
        {"demo", {NULL}},
        {"task", {"--count=1"}},
        {"task", {"--count=1", "--json"}},
        {"machine", {NULL}},
        {"timing", {"create", "--max-seconds=0.1"}},
        {"timing", {"create", "--max-seconds=0.1", "--json"}},
        {"timing", {"scale", "--max=4", "--max-seconds=0.1"}},
        {"timing", {"scale", "--max=4", "--max-seconds=0.1", "--json"}},
    };

    for (int i = 0; i < COUNT(rows); i++)
        check_stopped(rows[i].program, rows[i].words);
}

/* step needs libraries that may not be there: then it prints nothing. */
TEST(step_is_stopped)
{
    static const char *const words[][4] = {
        {"counter"},
        {"counter", "--json"},
        {"counter", "--sync=none", "--schedule=2A2B"},
    };

    if (is_skipped(program_run("step", words[0], NULL)->status == STATUS_CANNOT,
            "step is not built"))
        return;
    for (int i = 0; i < COUNT(words); i++)
        check_stopped("step", words[i]);
}

TEST(twins_are_stopped)
{
    static const struct {
        const char *scenario, *words[3];
    } rows[] = {
        {"counter", {"--iterations=10"}},
        {"prodcons", {"--items=10"}},
        {"pool", {"--tasks=4"}},
        {"lifecycle", {NULL}},
        {"deadlock", {"--case=order", "--fix"}},
        {"parallel", {"--work-ms=1", "--rounds=1"}},
        {"memory", {NULL}},
        {"create", {"--count=1"}},
        {"switch", {"--count=2"}},
        {"scale", {"--workers=10"}},
    };
    char program[64];

    for (const char *const *model = home_models(); *model != NULL; model++)
        for (int i = 0; i < COUNT(rows); i++) {
            snprintf(
                program, sizeof(program), "%s/%s", *model, rows[i].scenario);
            check_stopped(program, rows[i].words);
        }
}
