/* Are as many workers alive at once as were asked for, are their switches
 * counted, and is a machine that has no room for them left alone? */

#include "scale.h"

#include "harness/twin.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Is each worker reaped that was asked for? (With so few yields, another
 * program that takes the CPU can spoil the count of switches, and so the
 * status.) */
TEST(all_are_reaped)
{
    static const int counts[] = {1, 2, 3, 17, 100};

    for (int i = 0; i < COUNT(counts); i++) {
        const struct outcome *seen =
            run_twin("--workers=%d --yields=1 --json", counts[i]);
        CU_ASSERT(seen->status == STATUS_HELD || !bool_at(seen->out, "ok"));
        CU_ASSERT_EQUAL(long_at(seen->out, "workers"), counts[i]);
        CU_ASSERT_EQUAL(long_at(seen->out, "reaped"), counts[i]);
        CU_ASSERT(real_at(seen->out, "create_first_ns") > 0);
        CU_ASSERT(real_at(seen->out, "create_last_ns") > 0);
    }
}

/* The status and the figure follow the count of switches. It may be wrong only
 * where the kernel counts, and another program took the CPU in between: then it
 * is too high; by up to ten, the twin lets it pass. */
static void
check_counted(const struct outcome *seen, long least)
{
    long yields = long_at(seen->out, "yields");
    long more = long_at(seen->out, "switches") - yields;
    bool ok = bool_at(seen->out, "ok");

    check_answer(seen, ok ? STATUS_HELD : STATUS_BROKEN);
    CU_ASSERT(yields >= least);
    CU_ASSERT(labs(more) <= (yields < 1000 ? 10 : yields / 100) || !ok);
    CU_ASSERT(ok || (!model_is("coro") && more > 0));
    CU_ASSERT_EQUAL(is_null_at(seen->out, "switch_each_ns"), !ok);
    CU_ASSERT(!ok || real_at(seen->out, "switch_each_ns") > 0);
}

/* Is every yield of several workers a switch, as counted by the one that
 * switches them? All warm up for at least one round more than was asked for. */
TEST(yields_are_switches)
{
    check_counted(run_twin("--workers=10 --yields=100 --json"), 10 * 101);
    check_counted(run_twin("--workers=100 --yields=10 --json"), 100 * 11);
}

/* Does it find out by itself how many yields are enough? */
TEST(enough_yields_by_default)
{
    check_counted(run_twin("--json"), 50000);
}

/* Does it stop yielding once the time is up? */
TEST(yields_end_in_time)
{
    check_counted(
        run_twin("--workers=3 --yields=1000000000 --max-ms=1 --json"), 3 * 2);
}

/* A thousand at once? */
TEST(thousand_at_once)
{
    enum { MANY = UNDER_TSAN ? 100 : 1000 };
    const struct outcome *seen =
        run_twin("--workers=%d --yields=1 --json", MANY);

    check_counted(seen, MANY * 2L);
    CU_ASSERT_EQUAL(long_at(seen->out, "reaped"), MANY);
}

/* And ten thousand, of those that the kernel does not know? */
TEST(ten_thousand_coroutines)
{
    if (is_skipped(!model_is("coro") || UNDER_TSAN,
            "so many tasks are not for a test"))
        return;
    const struct outcome *seen = run_twin("--workers=10000 --json");
    check_counted(seen, 10000 * 11L);
    CU_ASSERT_EQUAL(long_at(seen->out, "reaped"), 10000);
    CU_ASSERT(real_at(seen->out, "user_bytes_each") < 16 * 1024 || UNDER_ASAN);
}

/* Does a single worker, which cannot switch, get no figure? */
TEST(one_worker_switches_to_nobody)
{
    const char *out = run_held("--workers=1 --yields=10 --json");

    check_json(out, "ok=true switch_each_ns=null");
    CHECK_HAS(word_at(out, "note"), "nobody");
}

/* Does the result say what guards the stacks: for coroutines, one of the three
 * kinds? */
TEST(guard_is_reported)
{
    static const char *const kinds[] = {
        "MADV_GUARD_INSTALL", "PROT_NONE page", "canary"};
    const struct outcome *seen = run_twin("--workers=2 --yields=1 --json");
    const char *guard = word_at(seen->out, "stack_guard");
    bool known = !model_is("coro");

    CU_ASSERT_NOT_EQUAL(*guard, '\0');
    for (int i = 0; i < 3; i++)
        known = known || strcmp(guard, kinds[i]) == 0;
    CU_ASSERT(known);
}

/* Is each worker's memory reported: more than nothing of its own, and at least
 * as much address space as a stack takes? Kernel memory is reported only where
 * there are enough workers for it to stand out. */
TEST(memory_is_reported)
{
    const struct outcome *seen = run_twin("--workers=99 --yields=1 --json");

    CU_ASSERT(is_null_at(seen->out, "kernel_bytes_each"));
    seen = run_twin("--workers=100 --yields=1 --json");
    CU_ASSERT_FALSE(is_null_at(seen->out, "kernel_bytes_each"));
    CU_ASSERT(real_at(seen->out, "user_bytes_each") > 1000);
    CU_ASSERT(real_at(seen->out, "virt_bytes_each") >= 64 * 1024);
}

/* Does a worker that was not reaped give status 1, and a count that is 2 % off;
 * and is there no figure for what was not counted? */
TEST(figures_are_judged)
{
    struct scale_options options = {.workers = 10};
    struct scale_result good = {
        .reaped = 10, .yields = 10000, .switches = 9950, .switch_each_ns = 5};
    struct scale_result few = good, many = good, lost = good;

    few.switches = 9800;
    many.switches = 10200;
    lost.reaped = 9;
    CHECK_JUDGED(&options, &good, true);
    CHECK_JUDGED(&options, &few, false);
    CHECK_JUDGED(&options, &many, false);
    CHECK_JUDGED(&options, &lost, false);
    CU_ASSERT_FALSE(isnan(good.switch_each_ns));
    CU_ASSERT(isnan(few.switch_each_ns) && isnan(many.switch_each_ns));
    CHECK_HAS(few.note, "9800");
    CHECK_HAS(lost.note, "9 of 10");
}

/* Are the figures of the first and of the last workers taken at the right
 * places, and the differences divided by the number of all? */
TEST(figures_are_collected)
{
    struct scale_options options = {.workers = 100};
    struct scale scale = {.options = &options,
        .before = {1000, 2000, -1},
        .after = {51000, 22000, 7}};
    struct scale_result result;

    scale.memory = calloc(1, sizeof(*scale.memory) + 100 * sizeof(long));
    if (scale.memory == NULL)
        abort();
    for (long i = 0; i < 100; i++)
        scale.memory->created_ns[i] = i < 16 ? 40 + i : i < 84 ? 7 : i;
    scale.memory->first = 150;
    scale.memory->end = 450;
    scale.memory->closed_ns = 3000;
    scale_collect(&scale, 100, &result);
    CU_ASSERT_DOUBLE_EQUAL(result.create_first_ns, 47.5, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(result.create_last_ns, 91.5, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(result.kernel_bytes_each, 500, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(result.user_bytes_each, 200, 1e-9);
    CU_ASSERT(isnan(result.virt_bytes_each));
    CU_ASSERT_EQUAL(result.yields, 450);
    CU_ASSERT_DOUBLE_EQUAL(result.switch_each_ns, 10, 1e-9);
    free(scale.memory);
}

/* Is one CPU enough, and an ordinary user served? */
TEST(ordinary_user_is_served)
{
    const struct outcome *seen = run_twin_with(
        PREPARED(prepare_ordinary_user), "--workers=100 --yields=10 --json");

    if (!seen->prepared) {
        not_tried("cannot become an ordinary user");
    } else {
        check_counted(seen, 100 * 11);
        CU_ASSERT(real_at(seen->out, "user_bytes_each") > 1000);
    }
    check_counted(run_twin_with(PREPARED(prepare_one_cpu),
                      "--workers=10 --yields=100 --json"),
        10 * 101);
}

/* And where the limit allows none at all? */
TEST(no_processes_are_reported)
{
    check_no_processes(
        "--workers=1 --yields=1", !model_is("coro"), "only 0 could");
}

/* A user of its own with room for 19 tasks, who is one of them itself, but
 * cannot know it: /proc is hidden. */
static bool
hidden_limit(void)
{
    uid_t user = 60000 + (uid_t)getpid() % 5000;

    return hide_folder("/proc", NULL) && setresuid(user, user, user) == 0 &&
           setrlimit(RLIMIT_NPROC, &(struct rlimit){19, 19}) == 0;
}

/* When the start fails although there seemed to be room, do the sleepers
 * return? */
TEST(hidden_limit_is_reported)
{
    if (is_skipped(UNDER_SANITIZER || model_is("coro"),
            "the sanitizer needs /proc; coroutines are no tasks"))
        return;
    check_lack(hidden_limit, "--workers=19", true,
        "only 18 workers could be started",
        model_is("proc") ? "fork" : "pthread_create");
}

/* And when addresses run out? They are enough for some thirty stacks of
 * threads, or a few thousand of coroutines. */
TEST(late_failure_is_reported)
{
    if (is_skipped(model_is("proc") || UNDER_SANITIZER,
            "a limit of addresses stops no process"))
        return;
    check_refusal(run_twin_with(LIMITED(RLIMIT_AS, 300 << 20), "--workers=%d",
                      model_is("coro") ? 20000 : 4000),
        STATUS_CANNOT, model_is("coro") ? "coro_spawn" : "pthread_create",
        "could be started");
}

/* Start one that goes on for ever, and wait until it has children. */
static int
start_and_see(pid_t *workers, int size)
{
    int seen = 0;

    start_twin("--workers=1000 --yields=1000000000");
    AWAIT((seen = program_others(workers, size)) >= 2);
    CU_ASSERT(seen >= 2);
    return seen;
}

/* And while it is still creating workers, the first of which are asleep? */
TEST(early_stop_is_obeyed)
{
    pid_t workers[8];

    if (is_skipped(!model_is("proc"),
            "a thread's creation cannot be seen from outside"))
        return;
    start_and_see(workers, 8);
    check_silent_death(-program_id(), SIGINT);
}

/* And when it is killed in its sleep, or before that? The parent is stopped
 * meanwhile, so that the workers do sleep. */
TEST(worker_killed_asleep_is_named)
{
    pid_t workers[64];
    char process[64];

    if (!can_kill_worker())
        return;
    for (int last = 0; last < 2; last++) {
        int count = start_and_see(workers, 64);
        kill(program_id(), SIGSTOP);
        count = count < 64 ? program_others(workers, 64) : count;
        pid_t victim = workers[last ? (count < 64 ? count : 64) - 1 : 0];
        kill(victim, SIGKILL);
        kill(program_id(), SIGCONT);
        snprintf(process, sizeof(process), "(process %d)", (int)victim);
        check_refusal(program_finish(), STATUS_BROKEN, process, "SIGKILL");
    }
}

const struct usual usual = {
    .limits = WORDS("--workers 0", "--workers -1", "--workers 1000001",
        "--workers=many", "--yields -1"),
    .mistakes = MISTAKES({"--yields", "--yields", "value"}),
    .short_runs = {"--workers=2 --yields=1"},
    .many_workers = "--workers=100",
    .segment = "--workers=1 --yields=1",
    .endless = {{"--workers=3 --yields=1000000000", 3}},
    .killed = {""},
    /* Beside busy programs, it takes a minute until a thousand processes are
     * awake. */
    .seconds = "600",
};
