/* Do two workers hand over as often as asked, in every way, and does the probe
 * answer what it is asked? */

#include "switch.h"

#include "harness/forbid.h"
#include "harness/probed.h"
#include "harness/twin.h"

#include "kit/cpus.h"

#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HOWS = BATON_SIGNAL + 1 };

/* Coroutines know only the ways that sleep in their own scheduler. */
static bool
is_known(int how)
{
    return !model_is("coro") || how == BATON_YIELD || how == BATON_SEM ||
           how == BATON_COND;
}

/* Does every way end, on one core and on two, also with an odd count? Is a way
 * that a model does not have refused? */
TEST(all_ways_end)
{
    for (int i = 0; i < HOWS * 4; i++) {
        const char *how = baton_ways[i / 4];
        int cores = i / 2 % 2 + 1, count = i % 2 ? 101 : 2;
        if (is_skipped(cores > cpus_usable(), "one CPU is usable"))
            continue;
        const struct outcome *seen = run_twin(
            "--how=%s --cores=%d --count=%d --json", how, cores, count);
        if (!is_known(i / 4) || (model_is("coro") && cores == 2)) {
            check_refusal(seen, STATUS_CANNOT,
                is_known(i / 4) ? "--cores=2" : "--how=", "coroutines");
            continue;
        }
        check_answer(seen, STATUS_HELD);
        check_json(
            seen->out, "how=%s cores=%d count=%d ok=true", how, cores, count);
        CU_ASSERT(long_at(seen->out, "elapsed_ns") > 0);
        CU_ASSERT(real_at(seen->out, "each_ns") > 0);
    }
}

/* On one core, is each hand-over one switch, as counted by the kernel or the
 * coroutines' scheduler, in each of several batches of one process, as long as
 * nobody else takes the CPU? A worker that hands over must wait until the other
 * one has run, so there are never fewer. And in bare batches, are there none?
 * Where others keep taking the CPU, it takes more batches to get one without.
 */
TEST(one_core_means_switches)
{
    enum { TIMES = 30, COUNT = 50, TRIES = 100 };
    char options[64];
    struct probed probed;

    for (int how = 0; how < HOWS; how++) {
        if (!is_known(how))
            continue;
        snprintf(options, sizeof(options), "--how=%s", baton_ways[how]);
        for (int i = 0; i < TRIES; i++) {
            probe_twin(&probed, TIMES, COUNT, options);
            if (lowest(probed.counted, TIMES) <= COUNT &&
                lowest(probed.counted + TIMES, TIMES) == 0)
                break;
        }
        CU_ASSERT_EQUAL(lowest(probed.counted, TIMES), COUNT);
        if (how != BATON_YIELD) /* which yields to any other task */
            CU_ASSERT_EQUAL(lowest(probed.counted + TIMES, TIMES), 0);
        CU_ASSERT(lowest(probed.elapsed_ns, 2 * TIMES) > 0);
    }
}

/* Is an odd number of hand-overs rounded up, in a run as well? */
TEST(odd_is_rounded_up)
{
    enum { TIMES = 30 };
    struct probed probed;

    probe_twin(&probed, TIMES, 9, "--how=sem");
    CU_ASSERT_EQUAL(lowest(probed.counted, TIMES), 10);
    const char *out = run_held("--count=3 --json");
    CU_ASSERT_DOUBLE_EQUAL(
        real_at(out, "each_ns"), (double)long_at(out, "elapsed_ns") / 4, 0.5);
}

/* Does the probe answer on two cores, too? */
TEST(two_cores_answer)
{
    char options[64];
    struct probed probed;

    if (is_skipped(cpus_usable() < 2 || model_is("coro"),
            "one CPU is usable, or one thread is all"))
        return;
    for (int how = 0; how < HOWS; how++) {
        snprintf(
            options, sizeof(options), "--cores=2 --how=%s", baton_ways[how]);
        probe_twin(&probed, 5, 20, options);
        CU_ASSERT(lowest(probed.elapsed_ns, probed.count) > 0);
        CU_ASSERT(lowest(probed.counted, probed.count) >= 0);
    }
}

/* Is --private accepted only for threads, and for the ways that are made of
 * futexes? */
TEST(private_is_for_futexes)
{
    for (int how = 0; how < HOWS; how++) {
        bool futex =
            how == BATON_FUTEX || how == BATON_SEM || how == BATON_COND;
        const struct outcome *seen =
            run_twin("--count=100 --private --how=%s --json", baton_ways[how]);
        if (!futex)
            check_refusal(seen, STATUS_USAGE, "--private", baton_ways[how]);
        else if (model_is("thread"))
            check_answer(seen, STATUS_HELD);
        else if (model_is("proc"))
            check_refusal(seen, STATUS_CANNOT, "--private", "thread/switch");
        else
            check_refusal(seen, STATUS_CANNOT,
                is_known(how) ? "--private" : "--how", "coroutines");
    }
}

/* And are these the kernel's private futexes? */
TEST(private_futexes_are_used)
{
    if (is_skipped(model_is("coro"), "coroutines use no futexes"))
        return;
    forbid_call_with(SYS_futex, FUTEX_WAIT); /* shared, without a time limit */
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare_forbidden), "--count=2 --how=futex");
    if (!seen->prepared) {
        not_tried("cannot filter system calls");
    } else if (model_is("proc")) {
        CHECK_HAS(seen->err, "SIGSYS");
    } else {
        CU_ASSERT_EQUAL(seen->signal, SIGSYS);
        seen = run_twin_with(
            PREPARED(prepare_forbidden), "--count=2 --how=futex --private");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    }
}

/* With --own-files, does each worker ask for a file table of its own, and do
 * the ways that need the files still work? */
TEST(own_file_tables_are_used)
{
    if (model_is("coro")) {
        check_refusal(run_twin("--count=10 --own-files"), STATUS_CANNOT,
            "--own-files", "coroutines");
        return;
    }
    check_answer(
        run_twin("--count=10 --own-files --how=pipe --json"), STATUS_HELD);
    check_answer(
        run_twin("--count=10 --own-files --how=eventfd --json"), STATUS_HELD);
    forbid_call(SYS_unshare);
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare_forbidden), "--count=2");
    if (is_skipped(!seen->prepared, "cannot filter system calls"))
        return;
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    seen = run_twin_with(PREPARED(prepare_forbidden), "--count=2 --own-files");
    CU_ASSERT(seen->signal == SIGSYS || seen->status == STATUS_BROKEN);
}

/* Are working sets of each size walked, private and common, both ways, in
 * batches and in bare ones? */
TEST(working_sets_are_walked)
{
    static const char *const sets[] = {"1", "100", "5000", "64K", "1M"};
    char options[128];
    struct probed probed;

    for (int i = 0; i < 20; i++) {
        snprintf(options, sizeof(options), "--working-set=%s --walk=%s%s",
            sets[i / 4], i % 2 ? "page" : "line", i / 2 % 2 ? " --common" : "");
        probe_twin(&probed, 2, 4, options);
        CU_ASSERT(lowest(probed.elapsed_ns, 4) > 0);
    }
    const char *out =
        run_held("--count=4 --working-set=64K --walk=page --common --json");
    check_json(out, "working_set=65536 walk=page common=true");
}

/* Does it take the CPU longer to walk a large set than none, in batches and in
 * bare ones? (16,000 steps against a system call or two: ten times at least. A
 * machine that has much else to do may hide that once, not each time.) */
TEST(walking_takes_time)
{
    static const char *const asks[] = {"batch 2000\n", "bare 2000\n"};

    for (int i = 0; i < COUNT(asks); i++) {
        bool seen = false;
        for (int attempt = 0; attempt < 5 && !seen; attempt++) {
            long far_more_ns = 4 * probe_cpu_ns(asks[i], "--how=sem");
            seen = probe_cpu_ns(asks[i], "--how=sem --working-set=1M") >
                       far_more_ns &&
                   probe_cpu_ns(asks[i],
                       "--how=sem --working-set=1M --common") > far_more_ns;
        }
        CU_ASSERT(seen);
    }
}

/* Is a set that does not fit reported in one line, though both workers would
 * need it? */
TEST(lack_of_memory_is_reported)
{
    if (is_skipped(UNDER_SANITIZER, "the sanitizer needs the memory"))
        return;
    /* Room for the program, but not for large sets. */
    check_refusal(run_twin_with(LIMITED(RLIMIT_AS, 256 << 20),
                      "--count=2 --working-set=300M"),
        STATUS_CANNOT, "mmap", "314572800");
}

/* Is the system call injected into a batch, and not into a bare one? */
TEST(call_is_injected)
{
    check_answer(run_twin("--count=10 --inject-syscall --json"), STATUS_HELD);
    if (!is_skipped(model_is("proc"), "it asks for its parent in any case"))
        check_injected_call();
}

/* Where only one CPU is usable, are two cores refused? */
TEST(two_cores_need_two_cpus)
{

    check_refusal(
        run_twin_with(PREPARED(prepare_one_cpu), "--cores=2 --count=10"),
        STATUS_CANNOT, "--cores", model_is("coro") ? "one core" : "one CPU");
    check_answer(
        run_twin_with(PREPARED(prepare_one_cpu), "--cores=1 --count=10 --json"),
        STATUS_HELD);
}

/* Is it reported that no more files may be open? */
TEST(file_limit_is_reported)
{
    if (is_skipped(UNDER_ASAN || model_is("coro"),
            "AddressSanitizer needs a file of its own, a coroutine none"))
        return;
    /* Room for what is open already, and the loader's, but not for two pipes.
     */
    check_refusal(
        run_twin_with(LIMITED(RLIMIT_NOFILE, 5), "--count=10 --how=pipe"),
        STATUS_CANNOT, "Too many open files", "ulimit -n");
}

/* As under a conductor: its input does not end, and it has been asked for a
 * batch that is done soon, or never. */
static const char *asked;

static bool
prepare_open_input(void)
{
    int ends[2];
    ssize_t length = (ssize_t)strlen(asked);

    /* The program inherits the write end, too: so the input never ends. */
    return pipe(ends) == 0 && write(ends[1], asked, (size_t)length) == length &&
           dup2(ends[0], STDIN_FILENO) != -1;
}

/* Started, and at work or done with it. */
static void
start_probe(const char *how)
{
    start_twin_with(PREPARED(prepare_open_input), "--probe --how=%s", how);
    CU_ASSERT(program_await_work(model_is("coro") ? 0 : 2));
}

static const char *const requests[] = {
    "batch 1000000000\n",           /* at it when they are killed */
    "batch 100000\nbatch 100000\n", /* by then asleep, or at it */
};

/* When a worker of a probe is killed, at work or asleep between batches, is it
 * named, and does its partner end, too? */
TEST(killed_probe_is_named)
{
    pid_t workers[2];

    if (!can_kill_worker())
        return;
    for (int i = 0; i < 4; i++) {
        asked = requests[i / 2];
        start_probe("pipe");
        int count = program_others(workers, 2);
        CU_ASSERT_EQUAL(count, 2);
        if (count == 2)
            kill(workers[i % 2], SIGKILL);
        const struct outcome *seen = program_finish();
        check_refused(seen, STATUS_BROKEN, i % 2 ? "worker 1 " : "worker 0 ");
        CHECK_HAS(seen->err, "SIGKILL");
    }
}

/* Does a probe that is asked to stop die of that signal, and of SIGKILL, with
 * its workers? */
TEST(probe_can_be_stopped)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};

    for (int i = 0; i < 6; i++) {
        asked = requests[i / 3];
        if (i >= 3 && model_is("coro")) /* a hundred times as fast */
            asked = "batch 10000000\nbatch 10000000\n";
        start_probe("yield");
        const struct outcome *seen = check_death(program_id(), signals[i % 3]);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
}

const struct usual usual = {
    .limits = WORDS("--count 0", "--count 1000000000000", "--how=shout",
        "--cores 0", "--cores 3", "--working-set 1025M",
        "--working-set 99999999999G", "--working-set -1", "--working-set 1Q",
        "--walk sideways", "--inject -1", "--inject 1000001"),
    .mistakes = MISTAKES({"--cores", "--cores", "value"}),
    .short_runs = {"--count=10"},
    .no_processes = "--count=10",
    .segment = "--count=10",
    .small_shm = "--count=2 --working-set=1M --common",
    .probe = true,
    .endless = {{"--count=1000000000", 2}},
    .killed = {" --how=yield", " --how=pipe", " --how=eventfd", " --how=futex",
        " --how=sem", " --how=cond", " --how=signal"},
};
