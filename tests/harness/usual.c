#include "twin.h"

#include "probed.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 64 };

static void
check_mistakes(const struct mistake *table)
{
    for (; table != NULL && table->arguments != NULL; table++)
        check_refusal(run_twin("%s", table->arguments), STATUS_USAGE,
            table->option, table->value);
}

/* "--workers=0": are the option and the value named? */
static void
check_limits(const char *const *limits)
{
    char option[64], value[64];

    for (; limits != NULL && *limits != NULL; limits++) {
        int length = (int)strcspn(*limits, "= ");
        snprintf(option, sizeof(option), "%.*s", length, *limits);
        snprintf(value, sizeof(value), "'%s'", *limits + length + 1);
        check_refusal(run_twin("%s", *limits), STATUS_USAGE, option, value);
    }
}

/* Does each option refuse an invalid value, and the program an unknown option?
 * How values are read is tested in tests/kit/options.c. */
static void
mistakes_are_named(void)
{
    char wrong[80], option[64];

    check_mistakes(MISTAKES({"--nonsense", "--nonsense", "unknown"},
        {"operand", "operand", "options"}));
    for (const struct option_row *row = scenario.options; row->name != NULL;
         row++) {
        bool flag = row->type == OPTION_FLAG;
        snprintf(option, sizeof(option), "--%s", row->name);
        snprintf(wrong, sizeof(wrong), "%s=%s", option, flag ? "1" : "-x");
        if (row->type != OPTION_TEXT)
            check_refusal(run_twin("%s", wrong), STATUS_USAGE, option,
                flag ? "no value" : "'-x'");
    }
    check_limits(usual.limits);
    check_mistakes(usual.mistakes);
}

/* Do --help and --version do just that, and does --help name all options? */
static void
help_is_given(void)
{
    const struct outcome *seen = run_twin("--help");

    check_held(seen);
    CHECK_HAS(seen->out, scenario.question);
    CU_ASSERT(fits_in_80_columns(seen->out));
    for (const struct option_row *row = scenario.options; row->name != NULL;
         row++) {
        char option[64];
        snprintf(option, sizeof(option), "--%s", row->name);
        CHECK_HAS(seen->out, option);
        CU_ASSERT_PTR_NOT_NULL(row->help);
    }
    seen = run_twin("--version");
    check_held(seen);
    CU_ASSERT(is_one_line(seen->out));
}

/* Is a full disk at stdout, or a closed stdout, reported as such? */
static void
bad_stdout_is_reported(void)
{
    static const char *const forms[] = {"", " --json"};

    for (const char *const *run = usual.short_runs; *run != NULL; run++)
        for (int i = 0; i < 2; i++) {
            check_refusal(run_twin_with(PREPARED(prepare_full_disk), "%s%s",
                              *run, forms[i]),
                STATUS_CANNOT, "write", "No space left");
            check_refusal(run_twin_with(PREPARED(prepare_no_stdout), "%s%s",
                              *run, forms[i]),
                STATUS_CANNOT, "write", "Bad file descriptor");
        }
    check_refusal(run_twin_with(PREPARED(prepare_full_disk), "--help"),
        STATUS_CANNOT, "write", "No space");
    check_refusal(run_twin_with(PREPARED(prepare_full_disk), "--version"),
        STATUS_CANNOT, "write", "No space");
}

/* The kernel knows nothing of coroutines, and so does not count them. */
static bool
are_tasks(void)
{
    return !model_is("coro");
}

void
check_lack(bool (*prepare)(void), const char *arguments, bool needed,
    const char *word, const char *other_word)
{
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare), "%s --json", arguments);

    if (!seen->prepared)
        not_tried("no ordinary user to become, or no folder to mount");
    else if (needed)
        check_refusal(seen, STATUS_CANNOT, word, other_word);
    else
        check_answer(seen, STATUS_HELD);
}

/* Is one CPU enough? Is an ordinary user served as well? */
static void
modest_runs_are_served(void)
{
    for (const char *const *run = usual.modest_runs; *run != NULL; run++) {
        check_lack(prepare_one_cpu, *run, false, "", "");
        check_lack(prepare_ordinary_user, *run, false, "", "");
    }
}

void
check_few_processes(const char *many_workers)
{
    check_lack(prepare_few_processes, many_workers, are_tasks(),
        "could be started", "ulimit -u");
}

/* When the user's limit of processes is reached during the start, do the
 * running ones end? */
static void
process_limit_is_reported(void)
{
    check_few_processes(usual.many_workers);
}

void
check_no_processes(const char *arguments, bool needed, const char *word)
{
    if (!is_skipped(UNDER_SANITIZER, "the sanitizer needs a task of its own"))
        check_lack(prepare_no_processes, arguments, needed, word, "ulimit -u");
}

/* And if the limit allows no other process at all? */
static void
no_processes_are_reported(void)
{
    check_no_processes(usual.no_processes, are_tasks(),
        model_is("proc") ? "fork" : "pthread_create");
}

/* When no file may grow, does proc say that it cannot create its segment? */
static void
file_limit_is_reported(void)
{
    if (!is_skipped(UNDER_TSAN, "ThreadSanitizer dies of SIGXFSZ itself"))
        check_lack(prepare_no_file_growth, usual.segment, model_is("proc"),
            "File too large", "/dev/shm");
}

/* When /dev/shm is too small for the segment, is that reported before a first
 * access raises SIGBUS? */
static void
small_shm_is_reported(void)
{
    check_lack(prepare_small_shm, usual.small_shm, model_is("proc"), "/dev/shm",
        "No space left");
}

/* Asserted, since else the test would ask nothing. */
static void
start_endless(const char *arguments, const char *more, int workers)
{
    start_twin("%s%s", arguments, more);
    CU_ASSERT(program_await_work(are_tasks() ? workers : 0));
}

static void
check_stop(const struct endless *run, int signal, bool by_terminal)
{
    start_endless(run->arguments, "", run->workers);
    check_silent_death(by_terminal ? -program_id() : program_id(), signal);
}

void
check_stops(const struct endless *run)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL};

    for (int i = 0; i < COUNT(stops); i++)
        check_stop(run, stops[i], false);
}

/* Asked to stop during a run, does it clean up and die of the same signal? When
 * it is killed, do its workers end? */
static void
stop_is_obeyed(void)
{
    for (const struct endless *run = usual.endless; run->arguments; run++)
        check_stops(run);
}

/* And when the terminal sends it to the workers, too? */
static void
terminal_stop_is_obeyed(void)
{
    enum { TIMES = 25 }; /* who takes the signal first changes */

    for (const struct endless *run = usual.endless; run->arguments; run++)
        for (int i = 0; i < TIMES; i++)
            check_stop(run, SIGINT, true);
}

bool
can_kill_worker(void)
{
    if (!model_is("proc"))
        not_tried("no thread or coroutine can be killed alone");
    return model_is("proc");
}

/* When a worker is killed, is it named, and does nobody wait for ever? */
static void
killed_worker_is_named(void)
{
    const struct endless *run = usual.endless;
    pid_t workers[MAX_WORKERS];
    char process[64];

    for (int i = 0; can_kill_worker() && usual.killed[i / 2] != NULL; i++) {
        start_endless(run->arguments, usual.killed[i / 2], run->workers);
        int count = program_others(workers, MAX_WORKERS);
        CU_ASSERT_FATAL(count > 0);
        pid_t victim = workers[i % 2 ? count - 1 : 0];
        kill(victim, SIGKILL);
        snprintf(process, sizeof(process), "(process %d)", (int)victim);
        const struct outcome *seen = program_finish();
        check_refusal(seen, STATUS_BROKEN, process, "SIGKILL");
        CHECK_HAS(seen->err, ": worker ");
    }
}

#define ASK(test, known)                                                       \
    do {                                                                       \
        if (known)                                                             \
            add_test(#test, test);                                             \
    } while (0)

/* Of every scenario's test; its own questions come first. */
int
main(void)
{
    bool endless = usual.endless[0].arguments != NULL;

    if (usual.tsan_options != NULL)
        setenv("TSAN_OPTIONS", usual.tsan_options, 0);
    if (usual.seconds != NULL)
        setenv("TEST_SECONDS", usual.seconds, 0);
    ASK(mistakes_are_named, true);
    ASK(help_is_given, true);
    ASK(bad_stdout_is_reported, true);
    ASK(modest_runs_are_served, usual.modest_runs[0] != NULL);
    ASK(process_limit_is_reported, usual.many_workers != NULL);
    ASK(no_processes_are_reported, usual.no_processes != NULL);
    ASK(file_limit_is_reported, usual.segment != NULL);
    ASK(small_shm_is_reported, usual.small_shm != NULL);
    ASK(probe_refuses_nonsense, usual.probe);
    ASK(probe_ends_with_its_input, usual.probe);
    ASK(probe_ends_with_its_reader, usual.probe);
    ASK(probe_injects_a_spin, usual.probe);
    ASK(stop_is_obeyed, endless);
    ASK(terminal_stop_is_obeyed, endless);
    ASK(killed_worker_is_named, usual.killed[0] != NULL);
    return run_tests(scenario.name, NULL);
}
