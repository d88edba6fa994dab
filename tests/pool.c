/* Has every task one outcome, and the right one, even when a worker dies? What
 * dies in a crash differs between the models. */

#include "pool.h"

#include "harness/forbid.h"
#include "harness/twin.h"

#include "kit/clock.h"
#include "kit/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* enum pool_sync, in its order; proc has the first only. */
static const char *const syncs[] = {"sem", "cond"};

static int
sync_count(void)
{
    return model_is("proc") ? 1 : COUNT(syncs);
}

/* What every correct answer contains. */
static void
check_outcome(const char *out, long results, long errors)
{
    check_json(out, "results=%ld errors=%ld lost=0 wrong=0 twice=0 ok=true",
        results, errors);
    CU_ASSERT(long_at(out, "elapsed_ns") > 0);
    CU_ASSERT_NOT_EQUAL(*word_at(out, "note"), '\0');
}

static void
check_deaths(const char *out, long died, long retried)
{
    check_json(out, "workers_died=%ld retried=%ld", died, retried);
    CU_ASSERT_EQUAL(occurrences(out, "dies of SIGSEGV (process "), died);
}

/* If one crash ends all: nothing is left, and the result says so. */
static void
check_all_gone(const char *out, long workers, long tasks)
{
    check_json(out,
        "results=0 errors=0 lost=%ld workers_died=%ld retried=0 ok=false",
        tasks, workers);
    CU_ASSERT_EQUAL(occurrences(out, "dies of SIGSEGV (process "), 1);
    CHECK_LACKS(out, "  result ");
    CHECK_HAS(word_at(out, "note"), "took the process");
}

/* ---- Tasks and their outcomes. ---- */

/* Has every task its result, with few workers and many, with fewer tasks and
 * more, with a wait in the task or none? */
TEST(every_task_has_its_result)
{
    static const int crews[] = {1, 2, 3, 8}, tasks[] = {1, 7, 100};

    for (int i = 0; i < COUNT(crews) * COUNT(tasks) * sync_count() * 2; i++) {
        int workers = crews[i / 2 % COUNT(crews)];
        int count = tasks[i / 2 / COUNT(crews) % COUNT(tasks)];
        const char *sync = syncs[i / 2 / COUNT(crews) / COUNT(tasks)];
        const char *out =
            run_held("--workers=%d --tasks=%d --work-us=%d --sync=%s --json",
                workers, count, i % 2 * 100, sync);
        check_outcome(out, count, 0);
        check_deaths(out, 0, 0);
        check_json(out, "workers=%d tasks=%d sync=%s", workers, count, sync);
    }
}

/* Does it hold in a long run with much contention? */
TEST(long_run_is_right)
{
    for (int i = 0; i < sync_count(); i++) {
        const char *out =
            run_held("--workers=8 --tasks=20000 --rounds=1 --work-us=0 "
                     "--sync=%s --json",
                syncs[i]);
        check_outcome(out, 20000, 0);
    }
}

/* Is the chain SplitMix64's, and each link computed from the one before? */
TEST(chain_is_known)
{
    uint64_t first = pool_chain(1, 1);

    CU_ASSERT_EQUAL(pool_chain(1, 0), 1);
    CU_ASSERT_EQUAL(first, 0x910a2dec89025cc1u); /* seed 1, first output */
    CU_ASSERT_EQUAL(pool_chain((long)first, 1), pool_chain(1, 2));
    CU_ASSERT_EQUAL(pool_chain(1, 1000), 0x60e81d6f5e2aa735u);
}

/* Is an error kept in its future, and are the others unaffected? */
TEST(error_is_kept)
{
    static const int tasks[] = {1, 4, 8};

    for (int i = 0; i < COUNT(tasks); i++) {
        const char *out =
            run_held("--tasks=8 --work-us=100 --fail-task=%d --json", tasks[i]);
        char task[32];
        snprintf(task, sizeof(task), "task %d     error: ", tasks[i]);
        check_outcome(out, 7, 1);
        CU_ASSERT_EQUAL(occurrences(out, task), 1);
        CHECK_HAS(word_at(out, "note"), "error");
    }
}

/* ---- Death. ---- */

/* One task crashes, the first, one in the middle or the last: in its work, or
 * holding the queue's lock. In proc, is it tried again, and are all results
 * there? In the others, is everything gone? Also with one worker? */
TEST(crash_takes_only_what_it_must)
{
    static const char *const places[] = {"work", "queue"};
    static const int crews[] = {1, 3}, tasks[] = {1, 4, 8};

    for (int i = 0; i < 2 * COUNT(crews) * COUNT(tasks) * sync_count(); i++) {
        int workers = crews[i / 2 % 2], task = tasks[i / 4 % 3];
        const char *out =
            run_held("--workers=%d --tasks=8 --work-us=300 --crash-task=%d "
                     "--crash-at=%s --sync=%s --json",
                workers, task, places[i % 2], syncs[i / 12]);
        if (!model_is("proc")) {
            check_all_gone(out, workers, 8);
            continue;
        }
        check_outcome(out, 8, 0);
        check_deaths(out, 1, 1);
        CU_ASSERT_EQUAL(long_at(out, "repaired"), i % 2);
        char replaced[64];
        snprintf(replaced, sizeof(replaced), "worker %-3d task %d     result",
            workers, task);
        if (workers == 1) /* the others could be faster */
            CHECK_HAS(out, replaced);
    }
}

/* Are the results of the tasks before the crash there in proc, and gone in the
 * others? */
TEST(finished_tasks_survive_in_proc)
{
    for (int task = 2; task <= 6; task += 2) {
        const struct outcome *seen =
            run_twin("--tasks=8 --work-us=200 --crash-task=%d --json", task);
        int gone = occurrences(seen->out, "done: the result is gone");
        check_answer(seen, STATUS_HELD);
        int least = model_is("proc") ? 0 : task - 1;
        int most = model_is("proc") ? 0 : 7;
        CU_ASSERT(least <= gone && gone <= most);
    }
}

/* While a coroutine's task waits, do the others begin theirs? They must have
 * begun before the first, which crashes, has waited long enough. */
TEST(waiting_stops_nobody)
{
    if (is_skipped(!model_is("coro"), "the kernel sees to it"))
        return;
    const char *out =
        run_held("--tasks=3 --work-us=1000 --crash-task=1 --json");
    CU_ASSERT_EQUAL(occurrences(out, "was under way: gone"), 2);
}

/* Is the verdict the same each time? */
TEST(verdict_is_no_luck)
{
    for (int i = 0; i < 25; i++) {
        const char *out = run_held(
            "--workers=4 --tasks=12 --work-us=0 --crash-task=5 --json");
        if (model_is("proc")) {
            check_outcome(out, 12, 0);
            check_deaths(out, 1, 1);
        } else {
            check_all_gone(out, 4, 12);
        }
    }
}

/* Is the expected loss not a failure, and does --expect=exact make it one? */
TEST(loss_can_be_judged)
{
    check_answer(run_twin("--crash-task=2 --work-us=100 --expect=exact --json"),
        model_is("proc") ? STATUS_HELD : STATUS_BROKEN);
}

/* Is a task that kills worker after worker tried until it works, or given up
 * after that many attempts, with an error as its result? */
TEST(deadly_task_is_given_up)
{
    if (is_skipped(!model_is("proc"), "one crash takes the whole pool"))
        return;
    for (int times = 1; times <= 5; times++) {
        const char *out =
            run_held("--tasks=5 --work-us=100 --crash-task=2 --attempts=4 "
                     "--crash-times=%d --json",
                times);
        bool given_up = times >= 4;
        check_outcome(out, given_up ? 4 : 5, given_up);
        check_deaths(out, given_up ? 4 : times, given_up ? 3 : times);
        CU_ASSERT_EQUAL(occurrences(out, "given up"), given_up);
    }
    check_outcome(run_twin("--tasks=3 --crash-task=2 --fail-task=2 "
                           "--attempts=1 --work-us=0 --json")
                      ->out,
        2, 1);
}

/* Kill the program's children, one after the other, from its first to its last
 * moment. Returns how many. */
static int
kill_workers(int most)
{
    pid_t workers[64];
    unsigned seed = 1;
    int kills = 0;
    bool seen = false, gone = false;

    for (int looks = 0; kills < most && looks < 2000 && !gone; looks++) {
        clock_sleep_ns(rand_r(&seed) % 1000000);
        int count = program_others(workers, COUNT(workers));
        if (count > 0 && kill(workers[rand_r(&seed) % count], SIGKILL) == 0)
            kills++;
        gone = seen && count == 0;
        seen = seen || count > 0;
    }
    return kills;
}

/* Workers are killed from outside at any moment: asleep, at work, in the queue.
 * Does none hang, is each death reported in one line, and is every result
 * there? */
TEST(killed_workers_are_replaced)
{
    long died = 0;

    if (is_skipped(!model_is("proc"), "no thread can be killed alone"))
        return;
    allow_leak_check(false);
    for (int i = 0; i < 20; i++) {
        start_twin("--workers=4 --tasks=3000 --rounds=%d --work-us=%d "
                   "--attempts=100 --json",
            i % 2 ? 5 : 5000, i % 4 == 3);
        int kills = kill_workers(20);
        const struct outcome *seen = program_finish();
        long deaths = long_at(seen->out, "workers_died");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        check_outcome(seen->out, 3000, 0);
        CU_ASSERT(deaths <= kills);
        CU_ASSERT_EQUAL(
            occurrences(seen->err, "proc/pool: worker "), (int)deaths);
        CU_ASSERT_EQUAL(occurrences(seen->err, "SIGKILL: "), (int)deaths);
        CU_ASSERT_EQUAL(occurrences(seen->err, "is tried again"),
            (int)long_at(seen->out, "retried"));
        died += deaths;
    }
    allow_leak_check(true);
    CU_ASSERT(died > 0);
}

/* Every worker is killed in each task, by another program: is that reported,
 * with status 1? And does the run end if they keep dying? */
TEST(endless_deaths_end_the_run)
{
    if (is_skipped(!model_is("proc"), "no thread can be killed alone"))
        return;
    forbid_call(SYS_clock_nanosleep);
    const struct outcome *seen = run_twin_with(
        PREPARED(prepare_forbidden), "--tasks=4 --work-us=1 --json");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    check_json(seen->out, "errors=4 workers_died=12 ok=false");
    CU_ASSERT_EQUAL(occurrences(seen->err, "is given up"), 4);
    CU_ASSERT_EQUAL(occurrences(seen->err, "SIGSYS: "), 12);
    seen = run_twin_with(PREPARED(prepare_forbidden),
        "--tasks=100 --attempts=100 --work-us=1 --json");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT_EQUAL(occurrences(seen->err, "no more are replaced"), 1);
}

/* ---- The queue, and the judge, in this very process. ---- */

enum { TASKS = 6 };

static const struct pool_options six = {
    .workers = 2, .tasks = TASKS, .rounds = 1, .attempts = 3};

/* A queue was left half changed: are its counts restored from the states, for
 * every mixture of states? */
TEST(repair_counts_anew)
{
    pool_init(&six, memory_new); /* pages, which go with this process */
    for (int mixture = 0; mixture < 1 << TASKS; mixture++) {
        long waiting = 0, passed = 0;
        for (int i = TASKS - 1; i >= 0; i--) {
            bool waits = mixture >> i & 1;
            atomic_init(&pool->futures[i].state, waits   ? POOL_WAITING
                                                 : i % 2 ? POOL_RUNNING
                                                         : POOL_DONE);
            waiting += waits;
            passed = waits ? 0 : passed + 1;
        }
        pool->submitted = TASKS;
        pool->waiting = 77;
        pool->passed = mixture % (TASKS + 1);
        pool_repair();
        CU_ASSERT_EQUAL(pool->waiting, waiting);
        CU_ASSERT_EQUAL(pool->passed, passed);
        CU_ASSERT_EQUAL(pool->repaired, mixture + 1);
    }
}

/* Does each broken promise give status 1, and also an error that was not
 * requested? */
TEST(broken_promise_is_judged)
{
    static const struct pool_result good = {.results = TASKS};
    struct pool_result results[] = {good, good, good, good, good, good};

    results[1].lost = results[1].results = TASKS / 2;
    results[2].wrong = 1;
    results[3].twice = 1;
    results[4].errors = 1;
    results[4].results--;
    results[5].results--;
    for (int i = 0; i < COUNT(results); i++)
        CHECK_JUDGED(&six, &results[i], i == 0);
}

/* ---- The log. ---- */

/* Does it have one line for each end, in order of time, and never too many? */
TEST(log_is_in_order)
{
    static const int tasks[] = {8, 32, 33, 500};

    for (int i = 0; i < COUNT(tasks); i++) {
        const struct outcome *seen =
            run_twin("--tasks=%d --work-us=50 --json", tasks[i]);
        int lines = occurrences(seen->out, "  worker ");
        double last_ms = 0;
        check_answer(seen, STATUS_HELD);
        CU_ASSERT_EQUAL(lines, tasks[i] <= 32 ? tasks[i] : 31);
        CU_ASSERT_EQUAL(
            occurrences(seen->out, "...  "), tasks[i] <= 32 ? 0 : 1);
        for (const char *line = seen->out;
             (line = strstr(line, " ms  worker ")) != NULL; line++) {
            const char *number = line;
            while (number[-1] != ' ')
                number--;
            CU_ASSERT(strtod(number, NULL) >= last_ms);
            last_ms = strtod(number, NULL);
        }
    }
}

/* Does the table fit in 80 columns, and end with the log? */
TEST(table_fits)
{
    const struct outcome *seen =
        run_twin("--crash-task=3 --fail-task=2 --work-us=200");

    check_held(seen);
    CHECK_HAS(seen->out, "dies of SIGSEGV");
    CU_ASSERT(fits_in_80_columns(seen->out));
}

/* ---- What every twin must do. ---- */

/* What are the defaults? */
TEST(defaults_are_idiomatic)
{
    const char *sync = model_is("proc") ? "sem" : "cond";
    const char *out = run_held("--json");

    CU_ASSERT_STRING_EQUAL(word_at(out, "sync"), sync);
    CU_ASSERT_STRING_EQUAL(pool_default_sync, sync);
    check_outcome(out, 8, 0);
}

/* Does proc refuse a condition variable, and say why? */
TEST(no_robust_condition)
{
    const struct outcome *seen = run_twin("--sync=cond --json");

    if (model_is("proc"))
        check_refusal(seen, STATUS_CANNOT, "--sync=cond", "robust");
    else
        check_answer(seen, STATUS_HELD);
}

/* Many seconds of work. */
#define ENDLESS "--tasks=30 --rounds=1000000000000000"

/* A pool that is to crash at its last task: in thread and coro in a process of
 * its own. */
#define CRASHING ENDLESS " --crash-task=30"

/* When another program kills a pool that was to crash later, is that reported
 * as such? */
TEST(unexpected_death_is_reported)
{
    pid_t process;

    if (is_skipped(model_is("proc"), "a killed worker is replaced"))
        return;
    start_twin(CRASHING);
    CU_ASSERT(program_await_work(model_is("coro") ? 1 : 3));
    CU_ASSERT_EQUAL_FATAL(program_others(&process, 1), 1);
    kill(process, SIGKILL);
    check_refusal(
        program_finish(), STATUS_BROKEN, "the pool (process", "SIGKILL");
}

const struct usual usual = {
    .limits = WORDS("--workers=0", "--workers=1025", "--tasks=0",
        "--tasks=100001", "--rounds=0", "--work-us=-1", "--sync=mutex",
        "--crash-task=-1", "--crash-task=9", "--fail-task=9", "--crash-times=0",
        "--attempts=0"),
    .mistakes = MISTAKES({"--tasks=3 --crash-task=4", "--crash-task", "'4'"}),
    .short_runs = {"--tasks=2 --work-us=0",
        "--tasks=2 --work-us=0 --crash-task=1"},
    .modest_runs = {"--tasks=20 --work-us=100",
        "--tasks=20 --work-us=100 --crash-task=7"},
    .many_workers = "--workers=512 --tasks=10",
    .no_processes = "--tasks=10",
    .segment = "--tasks=10 --work-us=0",
    .small_shm = "--tasks=5000 --work-us=0",
    .endless = {{ENDLESS, 3}, {CRASHING, 3}},
};
