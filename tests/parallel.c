/* Are the tasks done, does only one run where only one can, is the interpreter
 * lock handed over, and is all of it reported correctly? */

#include "parallel.h"

#include "harness/folder.h"
#include "harness/left.h"
#include "harness/twin.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/json.h"
#include "kit/sysfile.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What must be so in every run. ---- */

static void
check_run(const struct outcome *seen, long workers, long rounds, int rows)
{
    check_answer(seen, STATUS_HELD);
    check_json(seen->out, "ok=true workers=%ld tasks=%ld done=%ld", workers,
        2 * rows * rounds * workers, long_at(seen->out, "tasks"));
    CU_ASSERT(long_at(seen->out, "most_running") <= workers);
    CU_ASSERT(long_at(seen->out, "most_waiting") <= workers);
}

/* Are all tasks done, of either kind, with 1, 2, 3 and 8 workers, on one CPU
 * and on all, with and without the lock, yielding or not? And does at most one
 * run at a time where only one can? */
TEST(tasks_are_done)
{
    static const int crews[] = {1, 2, 3, 8};

    for (int i = 0; i < 32; i++) {
        int workers = crews[i / 8];
        bool io = i & 1, one_cpu = i & 2, locked = i & 4;
        const struct outcome *seen = run_twin(
            "--workers=%d --rounds=1 --work-ms=4 --work=%s --cpus=%s%s%s "
            "--json",
            workers, io ? "io" : "cpu", one_cpu ? "one" : "all",
            locked ? " --interpreter-lock" : "", io ? "" : " --yield-ms=1");
        bool alone =
            one_cpu || model_is("coro") || (locked && model_is("thread"));
        check_run(seen, workers, 1, 1);
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "work"), io ? "io" : "cpu");
        if (alone)
            CU_ASSERT(long_at(seen->out, "most_running") <= 1);
        if (one_cpu)
            CU_ASSERT_EQUAL(long_at(seen->out, "usable_cpus"), 1);
        CU_ASSERT_EQUAL(long_at(seen->out, "most_holders"), locked);
    }
}

/* Is what a task should compute what it computes step by step? */
TEST(values_are_right)
{
    for (long task = 0; task < 5; task++) {
        uint64_t value = (uint64_t)task + 1;
        for (long rounds = 0; rounds < 300; rounds++) {
            CU_ASSERT_EQUAL_FATAL(parallel_value(task, rounds), value);
            value = value * 6364136223846793005u + 1;
        }
    }
    CU_ASSERT_NOT_EQUAL(
        parallel_value(0, 1L << 40), parallel_value(0, (1L << 40) + 1));
}

/* Does one worker wait for all tasks, one after the other? No sleep is shorter
 * than it was asked for: so these bounds hold on any machine. */
TEST(one_worker_does_all)
{
    const struct outcome *seen =
        run_twin("--workers=3 --work=io --work-ms=8 --rounds=3 --json");

    check_run(seen, 3, 3, 1);
    CU_ASSERT(real_at(seen->out, "elapsed_ns") >= 8e6);
    CU_ASSERT(real_at(seen->out, "one_worker_ns") >= 3 * 8e6);
}

/* ---- The interpreter lock. ---- */

static struct interpreter_tally tally;
static struct interpreter interpreter;

/* Wants it once, and gives it back. */
static void *
want(void *argument)
{
    interpreter_take(&interpreter, 1);
    atomic_int *had = argument;
    atomic_fetch_add(had, 1);
    interpreter_drop(&interpreter, 1);
    return NULL;
}

/* Is the holder asked to let go, and does it, once it has done so, not get it
 * back before the other had it? Here no holder releases it before it is asked,
 * and it waits for that as long as it takes. */
TEST(lock_is_handed_over)
{
    const long until_ns = clock_ns() + patience_s() * NS_PER_S;
    pthread_t other;
    atomic_int had = 0;

    tally = (struct interpreter_tally){.handovers = 0};
    interpreter_init(&interpreter, &tally);
    for (int i = 1; i <= 20; i++) {
        interpreter_take(&interpreter, 0);
        if (pthread_create(&other, NULL, want, &had) != 0)
            abort();
        while (!interpreter_is_wanted(&interpreter) && clock_ns() < until_ns)
            cpus_relax();
        CU_ASSERT(interpreter_is_wanted(&interpreter));
        CU_ASSERT_EQUAL(had, i - 1);
        interpreter_drop(&interpreter, 0);
        pthread_mutex_lock(&interpreter.mutex);
        CU_ASSERT_EQUAL(interpreter.last, 1);
        pthread_mutex_unlock(&interpreter.mutex);
        interpreter_take(&interpreter, 0);
        CU_ASSERT_EQUAL(had, i);
        CU_ASSERT_FALSE(interpreter_is_wanted(&interpreter));
        interpreter_drop(&interpreter, 0);
        pthread_join(other, NULL);
    }
    CU_ASSERT_EQUAL(tally.most_holders, 1);
    CU_ASSERT_EQUAL(tally.handovers, 40);
    CU_ASSERT(tally.requests >= 20);
    interpreter_destroy(&interpreter);
}

/* Does no worker wait if no other wants it? */
TEST(uncontended_lock_is_free)
{
    tally = (struct interpreter_tally){.handovers = 0};
    interpreter_init(&interpreter, &tally);
    for (int i = 0; i < 100; i++) {
        interpreter_take(&interpreter, 7);
        interpreter_drop(&interpreter, 7);
    }
    CU_ASSERT_EQUAL(tally.most_holders, 1);
    CU_ASSERT_EQUAL(tally.handovers, 0);
    CU_ASSERT_EQUAL(tally.requests, 0);
    interpreter_destroy(&interpreter);
}

enum { HOLDERS = 4, TURNS = 2000 };
static long held; /* plain: the lock alone guards it */

static void *
hold_and_count(void *argument)
{
    int self = (int)(intptr_t)argument;

    for (int i = 0; i < TURNS; i++) {
        interpreter_take(&interpreter, self);
        held++;
        interpreter_drop(&interpreter, self);
    }
    return NULL;
}

/* Does it keep all but one out, when four take it all the time? */
TEST(lock_excludes)
{
    pthread_t ids[HOLDERS];

    held = 0;
    tally = (struct interpreter_tally){.handovers = 0};
    interpreter_init(&interpreter, &tally);
    for (int i = 0; i < HOLDERS; i++)
        if (pthread_create(
                &ids[i], NULL, hold_and_count, (void *)(intptr_t)i) != 0)
            abort();
    for (int i = 0; i < HOLDERS; i++)
        pthread_join(ids[i], NULL);
    CU_ASSERT_EQUAL(held, HOLDERS * TURNS);
    CU_ASSERT_EQUAL(tally.most_holders, 1);
    CU_ASSERT(tally.handovers >= HOLDERS - 1);
    interpreter_destroy(&interpreter);
}

/* Is one lock handed over between threads, at least once to each of them in
 * every run; and do processes and coroutines never have to? */
TEST(only_threads_hand_over)
{
    for (int io = 0; io < 2; io++) {
        const struct outcome *seen =
            run_twin("--workers=4 --rounds=2 --work-ms=12 --work=%s "
                     "--interpreter-lock --json",
                io ? "io" : "cpu");
        check_run(seen, 4, 2, 1);
        long handovers = long_at(seen->out, "handovers");
        if (model_is("thread")) {
            CU_ASSERT(handovers >= 2 * 3);
        } else {
            CU_ASSERT_EQUAL(handovers, 0);
            CU_ASSERT_EQUAL(long_at(seen->out, "requests"), 0);
        }
    }
}

/* Is it released while its holder waits, so that several wait at once? And do
 * coroutines wait at once, too? However busy the machine is, a worker is kept
 * from its CPU for a while only: so the waits last twice as long each time. */
TEST(waits_overlap)
{
    static const char *const runs[] = {
        "--workers=3 --work=io --interpreter-lock", "--workers=3 --work=io"};
    const long long_ns = patience_s() * NS_PER_S / 4;

    for (int i = 0; i < COUNT(runs); i++) {
        long waiting = 0, took_ns = 0;
        for (int work_ms = 100; waiting < 3 && took_ns < long_ns;
             work_ms *= 2) {
            long begin_ns = clock_ns();
            const struct outcome *seen =
                run_twin("%s --rounds=1 --work-ms=%d --json", runs[i], work_ms);
            waiting = long_at(seen->out, "most_waiting");
            took_ns = clock_ns() - begin_ns;
        }
        CU_ASSERT_EQUAL(waiting, 3);
    }
}

/* ---- At the same instant. ---- */

/* Are slices that overlap counted and drawn, and the waits apart from them? And
 * is a value that is wrong not counted? */
TEST(overlaps_are_counted)
{
    static struct parallel run;
    static struct parallel_seen seen;
    struct timeline_slice slices[] = {{10, 30, 0}, {20, 40, 1}, {30, 50, 0},
        {50, 80, TIMELINE_WAITS}, {70, 90, TIMELINE_WAITS}};
    const struct parallel_job job = {
        .workers = 2, .tasks = 2, .pieces = 1, .piece_rounds = 5};

    run = (struct parallel){.job = &job,
        .timelines = {{.slices = slices, .count = 1, .room = 1},
            {.slices = slices + 1, .count = 1, .room = 1}},
        .values = {parallel_value(0, 5), parallel_value(1, 6)}};
    run.gate.closed_ns = 100;
    parallel_collect(&run, &seen);
    CU_ASSERT_EQUAL(seen.most_running, 2);
    CU_ASSERT_EQUAL(seen.most_waiting, 0);
    CU_ASSERT_EQUAL(seen.done, 1);
    CU_ASSERT_EQUAL(seen.first_ran_ns, 20);
    CU_ASSERT_EQUAL(seen.elapsed_ns, 100);
    CU_ASSERT_STRING_EQUAL(seen.picture.lines[1],
        "worker 0   ......000000000000......................................"
        "....");
    CU_ASSERT_STRING_EQUAL(seen.picture.lines[2],
        "worker 1   ............111111111111................................"
        "....");
    CU_ASSERT_PTR_NULL(seen.picture.lines[3]);
    run.timelines[1].slices = slices + 2; /* begins where the other ends */
    parallel_collect(&run, &seen);
    CU_ASSERT_EQUAL(seen.most_running, 1);
    run.timelines[0].slices = slices + 3;
    run.timelines[1].slices = slices + 4;
    parallel_collect(&run, &seen);
    CU_ASSERT_EQUAL(seen.most_running, 0);
    CU_ASSERT_EQUAL(seen.most_waiting, 2);
}

enum { PAIR = 2 };

/* The kernel's ids of two workers: the youngest two, since a sanitizer may have
 * made a thread of its own before. */
static bool
find_pair(pid_t ids[PAIR])
{
    char path[64];
    int found = 0;

    if (model_is("proc"))
        return program_others(ids, PAIR) == PAIR;
    snprintf(path, sizeof(path), "/proc/%d/task", (int)program_id());
    DIR *tasks = opendir(path);
    for (pid_t id; (id = next_number(&tasks)) != 0;)
        if (id != program_id())
            ids[found++ % PAIR] = id;
    return found >= PAIR;
}

/* What the kernel counts for that worker. */
static long
count_of(pid_t id, const char *file, const char *line)
{
    return sysfile_number(line, "/proc/%d/%s", (int)id, file);
}

static bool
is_runnable(pid_t id)
{
    char state[16];

    return sysfile_line(
               state, sizeof(state), "State", "/proc/%d/status", (int)id) &&
           *state == 'R';
}

/* Have both been ready to run all the time, until each had run a good deal
 * longer? Then neither waits for the other; whether they run at the same
 * instant is up to the scheduler, and to who else wants the CPUs. A worker that
 * is runnable, and then has no sleep more than before, never slept between. */
static bool
ran_side_by_side(const pid_t ids[PAIR], long until_ns)
{
    long sleeps[PAIR], ran_ns[PAIR];
    bool ready = true;

    for (int i = 0; i < PAIR; i++)
        sleeps[i] = count_of(ids[i], "status", "voluntary_ctxt_switches");
    for (int i = 0; i < PAIR; i++) {
        ready = ready && is_runnable(ids[i]);
        ran_ns[i] = count_of(ids[i], "schedstat", "");
    }
    for (int i = 0; ready && i < PAIR; i++)
        while (clock_ns() < until_ns &&
               count_of(ids[i], "schedstat", "") < ran_ns[i] + NS_PER_MS)
            clock_sleep_ns(NS_PER_MS);
    for (int i = 0; i < PAIR; i++)
        ready =
            ready &&
            count_of(ids[i], "schedstat", "") >= ran_ns[i] + NS_PER_MS &&
            count_of(ids[i], "status", "voluntary_ctxt_switches") == sleeps[i];
    return ready;
}

/* Can several run at once: does none wait for another, and may each run on
 * every CPU? That they do depends on who else wants the CPUs. */
TEST(workers_can_run_at_once)
{
    pid_t ids[PAIR];

    if (is_skipped(!model_is_preemptive || cpus_usable() < PAIR,
            "it takes two CPUs, and two that can run there"))
        return;
    for (int locked = 0; locked < (model_is("proc") ? 2 : 1); locked++) {
        const long until_ns = clock_ns() + patience_s() * NS_PER_S / 2;
        bool good = false;
        start_twin("--workers=2 --work-ms=3600000 --rounds=1%s",
            locked ? " --interpreter-lock" : "");
        CU_ASSERT(program_await_work(PAIR));
        CU_ASSERT_FATAL(find_pair(ids));
        while (!good && clock_ns() < until_ns)
            good = ran_side_by_side(ids, until_ns);
        CU_ASSERT(good);
        for (int i = 0; i < PAIR; i++) {
            cpu_set_t allowed;
            CU_ASSERT_EQUAL(
                sched_getaffinity(ids[i], sizeof(allowed), &allowed), 0);
            CU_ASSERT_EQUAL(CPU_COUNT(&allowed), cpus_usable());
        }
        kill(program_id(), SIGKILL);
        program_finish();
    }
}

/* ---- The picture and the table. ---- */

enum { COLUMNS = 60, BEFORE = 11 }; /* "worker 0   " */

/* Does one line at most have a CPU's number in that column? */
static bool
at_most_one_runs(const char *out, int column)
{
    const char *cursor = json_get(out, "picture").start;
    struct json_slice item;
    char line[128];
    int running = 0;

    for (int i = -1; cursor != NULL && json_item(&cursor, &item); i++) {
        json_text(item, line, sizeof(line));
        if (i == -1) /* it says what the others mean */
            continue;
        CU_ASSERT_EQUAL_FATAL(strlen(line), BEFORE + COLUMNS);
        running += strchr(".-?", line[BEFORE + column]) == NULL;
    }
    return running <= 1;
}

/* Is there a line for each worker, with 60 looks, and on none of them two
 * workers run where only one can? */
TEST(picture_is_true)
{
    const char *alone = model_is("thread") ? "--workers=3 --interpreter-lock"
                        : model_is("proc") ? "--workers=3 --cpus=one"
                                           : "--workers=3";
    const struct outcome *seen = run_twin("--rounds=1 --json %s", alone);

    check_run(seen, 3, 1, 1);
    CHECK_HAS(seen->out, "\"picture\": [\"one sample every", "\"worker 2   ");
    CHECK_LACKS(seen->out, "\"worker 3");
    for (int column = 0; column < COLUMNS; column++)
        CU_ASSERT(at_most_one_runs(seen->out, column));
}

/* Does worker 1 run before worker 0 has done its task? By the record itself,
 * which knows more than the picture. */
static bool
take_turns(long yield_pieces)
{
    enum { PIECES = 20, EACH = 3 * PIECES + 2 };
    static struct timeline_slice slices[2 * EACH];
    static struct parallel_seen seen;
    const struct parallel_job job = {.workers = 2,
        .tasks = 2,
        .pieces = PIECES,
        .piece_rounds = 100,
        .yield_pieces = yield_pieces,
        .slices = slices,
        .slices_per_task = EACH};
    long last_ns = 0;

    memset(slices, 0, sizeof(slices));
    parallel_run(&job, &seen);
    CU_ASSERT_EQUAL(seen.done, 2);
    for (int i = 0; i < EACH && slices[i].to_ns != 0; i++)
        last_ns = slices[i].to_ns;
    return slices[EACH].from_ns < last_ns;
}

/* Do coroutines take turns when they yield, and not before? */
TEST(coroutines_yield)
{
    if (is_skipped(model_is_preemptive,
            "the kernel gives turns to others as it likes"))
        return;
    CU_ASSERT_FALSE(take_turns(0));
    CU_ASSERT(take_turns(4));
}

/* Has the table all rows, and is each figure its rounds' median, between the
 * lowest and the highest? */
TEST(table_has_all_rows)
{
    static const char *const rows[] = {
        "cpu_speed_up", "cpu_lock_speed_up", "io_speed_up", "io_lock_speed_up"};
    const struct outcome *seen =
        run_twin("--table --workers=2 --work-ms=4 --rounds=2 --json");
    char path[64];

    check_run(seen, 2, 2, 4);
    for (int i = 0; i < COUNT(rows); i++) {
        double figure[3];
        for (int j = 0; j < 3; j++) {
            static const char *const members[] = {"low", "median", "high"};
            snprintf(path, sizeof(path), "%s.%s", rows[i], members[j]);
            figure[j] = real_at(seen->out, path);
        }
        CU_ASSERT(0 < figure[0] && figure[0] <= figure[1]);
        CU_ASSERT(figure[1] <= figure[2]);
    }
    check_json(seen->out, "elapsed_ns=null picture=null cpython_cpu=null");
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "work"), "cpu, io");
}

/* Has a run by itself its own row alone? */
TEST(run_has_its_row)
{
    const struct outcome *seen =
        run_twin("--work=io --interpreter-lock --workers=2 --work-ms=2 --json");

    check_run(seen, 2, 3, 1);
    CU_ASSERT(real_at(seen->out, "io_lock_speed_up.median") > 0);
    check_json(seen->out, "io_speed_up=null cpu_speed_up=null "
                          "cpu_lock_speed_up=null interpreter_lock=yes");
}

/* Does the table keep to 80 columns? */
TEST(text_keeps_to_its_columns)
{
    static const char *const runs[] = {"--work-ms=2",
        "--table --work-ms=2 --rounds=1", "--work=io --work-ms=2",
        "--workers=64 --work-ms=1 --rounds=1"};

    for (int i = 0; i < COUNT(runs); i++) {
        const struct outcome *seen = run_twin("%s", runs[i]);
        check_held(seen);
        CU_ASSERT(fits_in_80_columns(seen->out));
    }
}

/* ---- The judge. ---- */

static struct parallel_options
judged_options(bool locked)
{
    return (struct parallel_options){.workers = 3,
        .rounds = 2,
        .work = PARALLEL_CPU,
        .cpus = PARALLEL_ALL,
        .interpreter_lock = locked};
}

/* A run as it should be. */
static struct parallel_result
judged_result(bool locked)
{
    bool one_lock = locked && parallel_is_one_lock;
    struct parallel_result result = {.usable_cpus = 2};

    result.rows[PARALLEL_CPU][locked] = (struct parallel_row){.asked_for = true,
        .rounds = 2,
        .speed_ups = {3, 1},
        .many_ns = {10, 20},
        .one_ns = {30, 20},
        .one_ran = {0.97, 0.95},
        .tasks = 12,
        .done = 12,
        .most_running = one_lock || !model_is_preemptive ? 1 : 2,
        .most_holders = locked,
        .handovers = one_lock ? 4 : 0};
    return result;
}

/* Does each impossible result, and only that, give status 1? */
TEST(impossible_results_are_judged)
{
    for (int i = 0; i < 2 * 8; i++) {
        bool locked = i % 2;
        bool alone = !model_is_preemptive || (locked && parallel_is_one_lock);
        struct parallel_options options = judged_options(locked);
        struct parallel_result result = judged_result(locked);
        struct parallel_row *row = &result.rows[PARALLEL_CPU][locked];
        bool good = false;

        switch (i / 2) {
        case 0:
            good = true;
            break;
        case 1:
            row->done--;
            break;
        case 2:
            row->most_running = 3;
            good = !alone;
            break;
        case 3:
            row->most_running = 2;
            result.usable_cpus = 1;
            break;
        case 4:
            row->most_holders++;
            break;
        case 5:
            row->handovers--; /* one worker never had it */
            break;
        case 6:
            row->handovers++;
            good = locked && parallel_is_one_lock;
            break;
        case 7:
            result.cpython = &result.found; /* its sums are not right */
            break;
        }
        CHECK_JUDGED(&options, &result, good);
    }
}

/* Are figures the median, the lowest and the highest? */
TEST(figures_are_right)
{
    struct parallel_options options = judged_options(false);
    struct parallel_result result = judged_result(false);
    struct parallel_row *row = &result.rows[PARALLEL_CPU][false];

    row->rounds = 3;
    row->speed_ups[2] = 1.5;
    row->many_ns[2] = 12;
    row->one_ns[2] = 50;
    scenario.judge(&options, &result);
    const struct parallel_figure *figure =
        result.speed_ups[PARALLEL_CPU][false];
    CU_ASSERT_PTR_NOT_NULL_FATAL(figure);
    CU_ASSERT_DOUBLE_EQUAL(figure->median, 1.5, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(figure->low, 1, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(figure->high, 3, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(result.elapsed_ns, 12, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(result.one_worker_ns, 30, 1e-9);
    CU_ASSERT_PTR_NULL(result.speed_ups[PARALLEL_CPU][true]);
    CU_ASSERT_PTR_NULL(result.speed_ups[PARALLEL_IO][false]);
}

/* Does the note say that another program had the CPU meanwhile, and only if one
 * had? */
TEST(busy_machine_is_reported)
{
    struct parallel_options options = judged_options(false);
    struct parallel_result quiet = judged_result(false), busy = quiet;
    double *ran = busy.rows[PARALLEL_CPU][false].one_ran;

    ran[0] = 0.35;
    ran[1] = 0.45;
    CU_ASSERT_EQUAL(scenario.judge(&options, &quiet), STATUS_HELD);
    CU_ASSERT_EQUAL(scenario.judge(&options, &busy), STATUS_HELD);
    CHECK_LACKS(quiet.note, "others had");
    CHECK_HAS(busy.note, "others had the CPU for 60 %");
}

/* Does the note say that only one CPU is available? */
TEST(one_cpu_is_reported)
{
    const struct outcome *seen = run_twin_with(
        PREPARED(prepare_one_cpu), "--workers=2 --work-ms=6 --rounds=1 --json");

    check_run(seen, 2, 1, 1);
    CU_ASSERT_EQUAL(long_at(seen->out, "usable_cpus"), 1);
    CU_ASSERT(long_at(seen->out, "most_running") <= 1);
    CHECK_HAS(word_at(seen->out, "note"), "only one CPU");
}

/* ---- CPython. ---- */

static bool
prepare_actor(void)
{
    char path[64];

    /* python3 is an actor there. */
    snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder_path(""));
    return setenv("PATH", path, 1) == 0;
}

static bool
prepare_empty_path(void)
{
    return setenv("PATH", "/nowhere", 1) == 0;
}

#define WITH_PYTHON "--cpython --workers=2 --work-ms=1 --rounds=3 --json"

static const struct outcome *
run_with_actor(const char *script)
{
    folder_script(folder_path("python3"), script);
    return run_twin_with(PREPARED(prepare_actor), WITH_PYTHON);
}

/* Is Python's answer checked, and then taken as it is? */
TEST(python_answer_is_checked)
{
    char script[512];
    static const char answer[] =
        "echo '{\"version\": \"3.99\", \"gil\": %s, \"cpu\": {\"steps\": 5, "
        "\"one_ns\": [10, 60, 20], \"many_ns\": [5, 10, 5], \"values\": [%lu, "
        "%lu]}}'\n";
    unsigned long values[] = {parallel_value(0, 5), parallel_value(1, 5)};

    for (int wrong = 0; wrong < 2; wrong++) {
        snprintf(script, sizeof(script), answer, wrong ? "false" : "true",
            values[0], values[1] + (unsigned long)wrong);
        const struct outcome *seen = run_with_actor(script);
        check_answer(seen, wrong ? STATUS_BROKEN : STATUS_HELD);
        CU_ASSERT_EQUAL(bool_at(seen->out, "ok"), !wrong);
        CU_ASSERT_EQUAL(bool_at(seen->out, "cpython.sums_right"), !wrong);
        CU_ASSERT_EQUAL(bool_at(seen->out, "cpython.gil"), !wrong);
        check_json(seen->out,
            "cpython.version=\"3.99\" cpython.module=%s cpython_cpu.low=2 "
            "cpython_cpu.median=4 cpython_cpu.high=6 cpython_io=null",
            parallel_module);
    }
}

/* Is each failure of Python reported in one line? */
TEST(python_that_fails_is_reported)
{
    static const struct {
        const char *script, *word;
    } acts[] = {
        {"echo '{\"error\": \"OSError: no barrier\"}'\n",
            "OSError: no barrier"},
        {"echo nonsense\n", "no answer"},
        {"exit 0\n", "no answer"},
        {"echo '{\"version\": \"3.99\", \"gil\": true}'\n", "cpu"},
        {"echo '{\"version\": \"3.99\", \"gil\": true, \"cpu\": {\"steps\": 1, "
         "\"one_ns\": [1, 2], \"many_ns\": [1, 2, 3], \"values\": [1, 2]}}'\n",
            "cpu"},
        {"kill -9 $$\n", "SIGKILL"},
        {"echo '{}'\n", "cpu"},
    };

    for (int i = 0; i < COUNT(acts); i++)
        check_refusal(run_with_actor(acts[i].script), STATUS_CANNOT, "python3",
            acts[i].word);
}

/* Where there is no Python, does the message say what to install? */
TEST(missing_python_is_reported)
{
    check_refusal(run_twin_with(PREPARED(prepare_empty_path), WITH_PYTHON),
        STATUS_CANNOT, "python3", "install");
}

/* Does the real one do the same work, where there is one? */
TEST(python_does_the_work)
{
    const struct outcome *seen =
        run_twin("--cpython --table --workers=3 --work-ms=4 --rounds=2 --json");

    if (is_skipped(
            seen->status == STATUS_CANNOT && strstr(seen->err, "no python3"),
            "no python3"))
        return;
    check_run(seen, 3, 2, 4);
    CU_ASSERT(bool_at(seen->out, "cpython.sums_right"));
    CU_ASSERT(real_at(seen->out, "cpython_cpu.low") > 0);
    CU_ASSERT(real_at(seen->out, "cpython_io.low") > 0);
}

#define SHORT "--workers=2 --work-ms=1 --rounds=1"

/* ---- Stopped, killed. ---- */

#define ENDLESS "--workers=3 --work-ms=3600000 --rounds=1"

/* Do CPython and its own processes end, however the program is stopped? In each
 * model another process is at work then. It is the system's python3: one that a
 * script chooses first (pyenv) may leave children of that script. */
TEST(python_does_not_outlive_it)
{
    static const char *const kinds[] = {"cpu", "io"};
    static const int stops[] = {SIGINT, SIGTERM, SIGKILL};
    char path[4096];

    snprintf(path, sizeof(path), "%s", getenv("PATH"));
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    bool tried = run_twin(SHORT " --cpython")->status == STATUS_HELD;
    if (!tried)
        not_tried("no python3 of the system");
    for (int i = 0; tried && i < 2 * COUNT(stops); i++) {
        start_twin(ENDLESS " --cpython --work=%s", kinds[i % 2]);
        CU_ASSERT(program_await_work(1));
        check_silent_death(program_id(), stops[i / 2]);
    }
    setenv("PATH", path, 1);
}

const struct usual usual = {
    .limits = WORDS("--workers=0", "--workers=65", "--work-ms=0",
        "--work-ms=3600001", "--yield-ms=-1", "--rounds=100", "--cpus=2"),
    .short_runs = {SHORT},
    .many_workers = "--workers=64 --work-ms=1 --rounds=1",
    .modest_runs = {SHORT},
    .segment = SHORT,
    .small_shm = SHORT,
    .endless = {{ENDLESS, 3}},
    .killed = {"", " --interpreter-lock"},
};
