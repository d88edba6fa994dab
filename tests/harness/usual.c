#include "twin.h"

#include "answer.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_TESTS = 80,
};

static const struct usual *usual;

void
check_common_mistakes(void)
{
    static const struct mistake unknown[] = {
        {"--nonsense", "--nonsense", "unknown"},
        {"operand", "operand", "options"},
        {.arguments = NULL},
    };

    check_mistakes(unknown);
}

/* Does each option refuse an invalid value, and the program an unknown option?
 * How values are read is tested in tests/kit/options.c. */
static void
mistakes_are_named(void)
{
    char wrong[80], option[64];

    check_common_mistakes();
    for (const struct option_row *row = scenario.options; row->name != NULL;
         row++) {
        bool flag = row->type == OPTION_FLAG;
        snprintf(option, sizeof(option), "--%s", row->name);
        snprintf(wrong, sizeof(wrong), "%s=%s", option, flag ? "1" : "-x");
        if (row->type != OPTION_TEXT)
            check_refusal(run_twin("%s", wrong), STATUS_USAGE, option,
                flag ? "no value" : "'-x'");
    }
    if (usual->mistakes != NULL)
        check_mistakes(usual->mistakes);
}

/* Do --help and --version do just that, and does --help name all options? */
void
check_help(void)
{
    const struct outcome *seen = run_twin("--help");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, scenario.question));
    CU_ASSERT(fits_in_80_columns(seen->out));
    for (const struct option_row *row = scenario.options; row->name != NULL;
         row++) {
        char option[64];
        snprintf(option, sizeof(option), "--%s", row->name);
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, option));
        CU_ASSERT_PTR_NOT_NULL(row->help);
    }
    seen = run_twin("--version");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(is_one_line(seen->out));
}

/* Is a full disk at stdout, or a closed stdout, reported as such? */
static void
bad_stdout_is_told(void)
{
    check_bad_stdout(usual->short_run);
}

/* When the user's limit of processes is reached during the start, do the
 * running ones end? */
static void
few_processes_are_told(void)
{
    check_few_processes(usual->many_workers);
}

/* And if the limit allows no other process at all? */
static void
no_processes_are_told(void)
{
    check_no_processes(usual->no_processes);
}

/* When no file may grow, does proc say that it cannot create its segment? */
static void
no_file_growth_is_told(void)
{
    check_no_file_growth(usual->segment);
}

/* Asked to stop during a run, does it clean up and die of the same signal? */
static void
stop_is_obeyed(void)
{
    for (const struct endless *run = usual->endless; run->arguments; run++)
        check_stops(run);
}

/* And when the terminal sends it to the workers, too? */
static void
terminal_stop_is_obeyed(void)
{
    for (const struct endless *run = usual->endless; run->arguments; run++)
        check_terminal_stops(run);
}

/* When it is killed, do its workers end, too? */
static void
workers_do_not_outlive_it(void)
{
    for (const struct endless *run = usual->endless; run->arguments; run++)
        check_orphans(run);
}

int
run_twin_tests(const struct test *own, const struct usual *asked)
{
    bool endless = asked->endless[0].arguments != NULL;
    const struct {
        struct test test;
        bool asked;
    } rows[] = {
        {{"a wrong command line is named in one line", mistakes_are_named},
            true},
        {{"--help and --version", check_help}, true},
        {{"a full disk, or a closed stdout, is reported", bad_stdout_is_told},
            asked->short_run != NULL},
        {{"a limit of processes during the start is reported",
             few_processes_are_told},
            asked->many_workers != NULL},
        {{"a limit of no other process is reported", no_processes_are_told},
            asked->no_processes != NULL},
        {{"a limit of file size is reported", no_file_growth_is_told},
            asked->segment != NULL},
        {{"asked to stop, it dies of that signal", stop_is_obeyed}, endless},
        {{"Ctrl-C, sent to the workers as well", terminal_stop_is_obeyed},
            endless},
        {{"killed, it ends its workers as well", workers_do_not_outlive_it},
            endless},
    };
    enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
    struct test all[MAX_TESTS + 1] = {{NULL, NULL}};
    int count = 0;

    for (; own->question != NULL; own++)
        if (count < MAX_TESTS - ROWS)
            all[count++] = *own;
        else
            return EXIT_FAILURE;
    for (int i = 0; i < ROWS; i++)
        if (rows[i].asked)
            all[count++] = rows[i].test;
    usual = asked;
    return run_tests(scenario.name, all);
}
