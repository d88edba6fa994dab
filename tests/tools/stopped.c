/* What every program that prints must do: die of the signal that asks it to
 * stop, at work and while it prints into a full pipe without a reader, and
 * leave no process behind (the harness looks); and tell when its disk is full.
 */

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

struct run {
    const char *program, *words[6];
};

static const struct run short_runs[] = {
    {"pair", {"counter", "--iterations=10"}},
    {"pair", {"memory", "--json"}}, /* more than stdout's buffer holds */
    {"pair", {"counter", "--help"}},
    {"twinlab", {"create", "--count=1"}},
    {"twinlab", {"list"}},
    {"twinlab", {"--help"}},
    {"twinlab", {"--version"}},
    {"task", {"--count=1"}},
    {"task", {"--count=1", "--json"}},
    {"machine", {NULL}},
    {"timing", {"create", "--max-seconds=0.1"}},
    {"timing", {"create", "--max-seconds=0.1", "--json"}},
    {"timing", {"scale", "--max=4", "--max-seconds=0.1"}},
    {"timing", {"scale", "--max=4", "--max-seconds=0.1", "--json"}},
    {"demo", {NULL}},
};

TEST(tools_are_stopped)
{
    for (int i = 0; i < COUNT(short_runs); i++)
        check_stopped(short_runs[i].program, short_runs[i].words);
}

/* Is a full disk reported once, and a closed stdout, by all but the tour, which
 * goes on after a command that has failed? */
TEST(bad_stdout_is_reported)
{
    for (int i = 0; i < 2 * (COUNT(short_runs) - 1); i++)
        check_refused(
            program_run(short_runs[i / 2].program, short_runs[i / 2].words,
                PREPARED(i % 2 ? prepare_no_stdout : prepare_full_disk)),
            STATUS_CANNOT, "");
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

static const struct {
    struct run run;
    int stops; /* by the terminal: who takes the signal first changes */
} endless[] = {
    {{"pair", {"counter", "--sync=mutex", "--iterations=1000000000000000"}},
        25},
    {{"task", {"--how=fork", "--count=1000000000"}}, 3},
    {{"timing", {"create", "--precision=0.001", "--max-seconds=3600"}}, 3},
    {{"timing", {"switch", "--precision=0.001", "--max-seconds=3600"}}, 3},
    {{"timing", {"scale", "--max=300", "--max-seconds=3600"}}, 3},
};

static void
check_endless(int row, int signal, bool by_terminal)
{
    program_start(endless[row].run.program, endless[row].run.words, NULL);
    CU_ASSERT(program_await_work(0));
    check_silent_death(by_terminal ? -program_id() : program_id(), signal);
}

/* Asked to stop while it works, or killed, does it end those that it started?
 */
TEST(work_is_stopped)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGKILL};

    for (int i = 0; i < COUNT(endless) * COUNT(signals); i++)
        check_endless(i / COUNT(signals), signals[i % COUNT(signals)], false);
}

/* And when the terminal asks them, too? */
TEST(terminal_stop_is_obeyed)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

    for (int row = 0; row < COUNT(endless); row++)
        for (int i = 0; i < endless[row].stops; i++)
            check_endless(row, stops[i % COUNT(stops)], true);
}
