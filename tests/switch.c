/* Do two workers hand over as often as asked, in every way, and does the probe
 * answer what it is asked? */

#include "switch.h"

#include "harness/answer.h"
#include "harness/check.h"
#include "harness/twin.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/scenario.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* enum switch_how, in its order. */
static const char *const hows[] = {"pipe", "sem", "yield"};
enum { HOWS = sizeof(hows) / sizeof(hows[0]) };

/* Does it come to an end in every way, on one core and on two, with an odd
 * count, too? */
static void
all_ways_end(void)
{
    for (int i = 0; i < HOWS * 4; i++) {
        const char *how = hows[i / 4];
        int cores = i / 2 % 2 + 1, count = i % 2 ? 101 : 2;
        if (cores > cpus_usable()) {
            not_tried("one CPU is usable");
            continue;
        }
        const struct outcome *seen = run_twin(
            "--how=%s --cores=%d --count=%d --json", how, cores, count);
        check_answer(seen, STATUS_HELD);
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "how"), how);
        CU_ASSERT_EQUAL(long_at(seen->out, "cores"), cores);
        CU_ASSERT_EQUAL(long_at(seen->out, "count"), count);
        CU_ASSERT(long_at(seen->out, "elapsed_ns") > 0);
        CU_ASSERT(real_at(seen->out, "each_ns") > 0);
        CU_ASSERT(bool_at(seen->out, "ok"));
    }
}

/* On one core, is each hand-over a switch, by the kernel's count? A worker that
 * hands over sleeps until it is handed to, so the other one must have run. */
static void
one_core_means_switches(void)
{
    for (int how = SWITCH_PIPE; how <= SWITCH_SEM; how++) {
        const struct outcome *seen =
            run_twin("--how=%s --cores=1 --count=1000 --json", hows[how]);
        check_answer(seen, STATUS_HELD);
        CU_ASSERT(long_at(seen->out, "switches") >= 998);
    }
}

/* Does the probe answer each batch by one line, also a bare one? */
static void
probe_answers(void)
{
    static const struct setting setting = {.input = "batch 200\nbare 200\n"};
    long ns[2], counted[2];
    char rest;

    for (int i = 0; i < HOWS; i++) {
        const struct outcome *seen =
            run_twin_with(&setting, "--probe --how=%s", hows[i]);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT_EQUAL_FATAL(sscanf(seen->out, "%ld %ld\n%ld %ld\n%c", &ns[0],
                                  &counted[0], &ns[1], &counted[1], &rest),
            4);
        CU_ASSERT(ns[0] > 0 && ns[1] > 0);
        CU_ASSERT(counted[0] >= 0 && counted[1] >= 0);
    }
}

/* Where one CPU is usable, are two cores refused? */
static void
two_cores_need_two_cpus(void)
{
    static const struct setting one = {.prepare = prepare_one_cpu};

    check_refusal(run_twin_with(&one, "--cores=2 --count=10"), STATUS_CANNOT,
        "--cores", "one CPU");
    check_answer(
        run_twin_with(&one, "--cores=1 --count=10 --json"), STATUS_HELD);
}

/* Room for what is open already, and the loader's, but not for two pipes. */
static bool
few_files(void)
{
    return setrlimit(RLIMIT_NOFILE, &(struct rlimit){5, 5}) == 0;
}

/* Is it told that no more files may be open? */
static void
few_files_are_told(void)
{
    static const struct setting setting = {.prepare = few_files};

    if (UNDER_ASAN) {
        not_tried("AddressSanitizer needs a file of its own");
        return;
    }
    check_refusal(run_twin_with(&setting, "--count=10"), STATUS_CANNOT,
        "Too many open files", "ulimit -n");
}

/* Does each wrong command line give one line that names the option and the
 * value, and status 2? */
static void
mistakes_are_named(void)
{
    static const struct mistake mistakes[] = {
        {"--count 0", "--count", "'0'"},
        {"--count 1000000000000", "--count", "'1000000000000'"},
        {"--how=shout", "--how", "'shout'"},
        {"--cores 0", "--cores", "'0'"},
        {"--cores 3", "--cores", "'3'"},
        {"--cores", "--cores", "value"},
        {.arguments = NULL},
    };

    check_mistakes(mistakes);
    check_common_mistakes();
}

/* Do --help and --version do just that? */
static void
help_is_given(void)
{
    check_help();
}

/* Is a full disk below stdout told as such, or a stdout that is closed? */
static void
bad_stdout_is_told(void)
{
    check_bad_stdout("--count=10");
}

/* Is it told that the user may have no more processes? */
static void
no_processes_are_told(void)
{
    check_no_processes("--count=10");
}

/* When no file may grow, does proc say that it cannot have its segment? */
static void
no_file_growth_is_told(void)
{
    check_no_file_growth("--count=10");
}

#define ENDLESS "--count=1000000000"

/* Asked to stop in mid-run, does it clean up and die of that very signal? */
static void
stop_is_obeyed(void)
{
    check_stops(&(struct endless){ENDLESS, 2});
}

/* And when the terminal asks the workers, too? */
static void
terminal_stop_is_obeyed(void)
{
    check_terminal_stops(&(struct endless){ENDLESS, 2});
}

/* When it is killed itself, do its workers go, too? */
static void
workers_do_not_outlive_it(void)
{
    check_orphans(&(struct endless){ENDLESS, 2});
}

/* When one is killed, does its partner wait for ever? */
static void
killed_worker_is_named(void)
{
    char arguments[128];

    if (!model_is("proc")) {
        not_tried("no thread can be killed alone");
        return;
    }
    for (int i = 0; i < HOWS; i++) {
        snprintf(arguments, sizeof(arguments), ENDLESS " --how=%s", hows[i]);
        check_worker_killed(&(struct endless){arguments, 2});
    }
}

static const struct test tests[] = {
    {"every way to hand over comes to an end", all_ways_end},
    {"on one core a hand-over is a switch", one_core_means_switches},
    {"the probe answers", probe_answers},
    {"two cores need two CPUs", two_cores_need_two_cpus},
    {"a limit of open files is told", few_files_are_told},
    {"a wrong command line is named in one line", mistakes_are_named},
    {"--help and --version", help_is_given},
    {"a full disk, or a closed stdout, is told", bad_stdout_is_told},
    {"a limit of processes is told", no_processes_are_told},
    {"a limit of file size is told", no_file_growth_is_told},
    {"asked to stop, it dies of that signal", stop_is_obeyed},
    {"Ctrl-C, which the workers get as well", terminal_stop_is_obeyed},
    {"killed, it takes its workers along", workers_do_not_outlive_it},
    {"a killed worker is named, and nobody hangs", killed_worker_is_named},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("switch", tests);
}
