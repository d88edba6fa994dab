/* Who sees a worker's write: is it determined and reported correctly? */

#include "memory.h"

#include "harness/twin.h"

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/memory.h"
#include "kit/sysfile.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 3, PATH_BYTES = 96 };

/* enum memory_row, in its order. */
static const char *const rows[MEMORY_ROWS] = {"text", "data", "bss", "heap",
    "stack", "thread_local", "mapping", "pid", "tid", "state", "name",
    "registers", "errno", "signal_mask", "signal_handler", "open_files",
    "file_offset", "directory", "umask"};

/* What each must be, independently of the program: s(hared), c(opied), o(wn).
 */
static char
fate_by_the_book(int row)
{
    static const char proc[] = "scccccs"
                               "ooocccccc"
                               "scc";
    static const char thread[] = "ssssoos"
                                 "soo"
                                 "ccocsssss";
    static const char coro[] = "ssssoss"
                               "ssss"
                               "cssssssss";

    return (model_is("proc") ? proc : model_is("thread") ? thread : coro)[row];
}

static const char *
word_of(char fate)
{
    return fate == 's' ? "shared" : fate == 'c' ? "copied" : "own";
}

/* Worker 0's evidence for that row: a text that starts there. */
static const char *
evidence(const char *out, int row)
{
    return json_get(json_get(out, "evidence").start, rows[row]).start;
}

static void
check_fates(const struct outcome *seen)
{
    check_answer(seen, STATUS_HELD);
    for (int row = 0; row < MEMORY_ROWS; row++) {
        /* These two depend on how the coroutines' switch was built. */
        if (model_is("coro") &&
            (row == MEMORY_REGISTERS || row == MEMORY_SIGNAL_MASK))
            continue;
        CU_ASSERT_STRING_EQUAL(
            word_at(seen->out, rows[row]), word_of(fate_by_the_book(row)));
    }
    CU_ASSERT(bool_at(seen->out, "ok"));
    CU_ASSERT(long_at(seen->out, "minor_faults") >= 0);
}

/* Is each row as expected, with 1, 2, 3 and 8 workers? */
TEST(rows_are_as_expected)
{
    static const int crews[] = {1, 2, 3, 8};

    for (int i = 0; i < 4; i++) {
        const struct outcome *seen = run_twin("--workers=%d --json", crews[i]);
        check_fates(seen);
        check_json(seen->out, "workers=%d carries=null", crews[i]);
    }
}

/* Is the result the same a hundred times? */
TEST(rows_are_reproducible)
{
    int times = UNDER_SANITIZER ? 5 : 100;

    for (int i = 0; i < times; i++) {
        const struct outcome *seen = run_twin("--json");
        CU_ASSERT_EQUAL_FATAL(seen->status, STATUS_HELD);
        CU_ASSERT_FATAL(bool_at(seen->out, "ok"));
    }
}

/* Does each row's verdict follow from the addresses and values beside it? */
TEST(values_agree_with_the_verdict)
{
    const struct outcome *seen = run_twin("--json");
    char mine[32];

    for (int row = 0; row < MEMORY_REGIONS; row++) {
        char fate = fate_by_the_book(row);
        const char *of = evidence(seen->out, row);
        snprintf(mine, sizeof(mine), "%s", word_at(of, "starter_address"));
        bool same = strcmp(mine, word_at(of, "worker_address")) == 0;
        CU_ASSERT_EQUAL(same, fate != 'o');
        if (row != MEMORY_TEXT)
            check_json(of,
                "starter_before=1 worker_saw=%d worker_wrote=2 "
                "starter_after=%d reached=%d",
                fate == 'o' ? 0 : 1, fate == 's' ? 2 : 1, fate == 'o' ? 2 : -1);
    }
}

/* Is the program text the same bytes for both, and not written to? */
TEST(text_segment_is_not_written)
{
    const char *text = evidence(run_twin("--json")->out, MEMORY_TEXT);
    long value = long_at(text, "starter_before");

    check_json(text,
        "worker_wrote=-1 worker_saw=%ld starter_after=%ld minor_faults=0",
        value, value);
}

/* Do the frames of a run show what they should? */
static bool
frames_are_right(const char *out)
{
    bool right = true;

    for (int row = 0; row < MEMORY_REGIONS; row++) {
        char fate = fate_by_the_book(row);
        const char *of = evidence(out, row);
        long mine = long_at(of, "starter_frame_before");
        long before = long_at(of, "worker_frame_before");
        long after = long_at(of, "worker_frame_after");
        CU_ASSERT(mine > 0 && before > 0 && after > 0);
        right = right && (before == mine) == (fate != 'o') &&
                (after == before) == (fate != 'c') &&
                long_at(of, "starter_frame_after") == mine;
    }
    return right;
}

/* Where frames are seen: has a copied page main's frame until the write, and
 * another one after it, and has nothing else moved? The kernel may move a
 * page at any time: it will hardly do so three times. */
TEST(copy_on_write_is_seen)
{
    for (int i = 0; i < TRIES; i++) {
        const struct outcome *seen = run_twin("--json");
        check_answer(seen, STATUS_HELD);
        if (is_skipped(strcmp(word_at(seen->out, "frames"), "seen") != 0,
                "only root sees frames"))
            return;
        if (frames_are_right(seen->out))
            return;
    }
    CU_FAIL("frames are not where they should be");
}

static long
grown(const char *of, const char *kind)
{
    char before[PATH_BYTES], after[PATH_BYTES];

    snprintf(before, sizeof(before), "%s_dirty_before_kib", kind);
    snprintf(after, sizeof(after), "%s_dirty_after_kib", kind);
    return long_at(of, after) - long_at(of, before);
}

/* Without permission to see frames: do one more private page and one fewer
 * shared page show the copy, and does a line say what root would see? */
TEST(ordinary_user_sees_the_copy)
{
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare_ordinary_user), "--json");
    long page_kib = sysconf(_SC_PAGESIZE) / 1024;

    if (is_skipped(!seen->prepared, "cannot become an ordinary user"))
        return;
    check_fates(seen);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "frames"), "hidden");
    for (int row = 0; row < MEMORY_REGIONS; row++) {
        bool copied = fate_by_the_book(row) == 'c';
        const char *of = evidence(seen->out, row);
        CU_ASSERT_EQUAL(long_at(of, "worker_frame_after"), -1);
        if (long_at(of, "private_dirty_after_kib") == -1)
            continue; /* a kernel without smaps */
        CU_ASSERT_EQUAL(grown(of, "private"), copied ? page_kib : 0);
        CU_ASSERT_EQUAL(grown(of, "shared"), copied ? -page_kib : 0);
    }
    seen = run_twin_with(PREPARED(prepare_ordinary_user), "--workers=2");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "root would see more");
}

static atomic_int *worker_id; /* shared; 0: it has not begun */

static void
tell_id(void)
{
    atomic_store(worker_id, getpid());
}

static bool
is_asleep(pid_t id)
{
    char text[SYSFILE_STAT];
    const char *fields = sysfile_stat(text, "/proc/%d/stat", (int)id);

    return fields == NULL || *fields == 'S';
}

/* Main, not yet out of fork and never asleep, goes where the worker is as soon
 * as that sleeps. In its turn, the worker changes its directory; then it
 * sleeps. */
static void
await_worker(void)
{
    char path[PATH_BYTES], here[PATH_MAX];
    pid_t worker;

    while ((worker = atomic_load(worker_id)) == 0 || !is_asleep(worker))
        ;
    snprintf(path, sizeof(path), "/proc/%d/cwd", (int)worker);
    if (realpath(path, here) == NULL || chdir(here) == -1)
        _exit(STATUS_CANNOT);
}

/* Does a worker take its turn only when main sleeps? Else pages that main
 * writes as it comes out of fork would be counted as the worker's copies. */
TEST_IN_CHILD(worker_awaits_mains_sleep)
{
    static const struct memory_options options = {.workers = 1};
    static struct memory_result result;

    if (!model_is("proc"))
        return; /* nothing is copied */
    worker_id = memory_shared(sizeof(*worker_id));
    if (pthread_atfork(NULL, await_worker, tell_id) != 0)
        _exit(STATUS_CANNOT);
    memory_run(&options, &result);
    const struct memory_carried *directory =
        &result.turns[0].carried[CARRIED_DIRECTORY];
    if (strcmp(directory->at[MEMORY_BEFORE], directory->at[MEMORY_AFTER]) != 0)
        _exit(STATUS_BROKEN);
}

/* Does each copy take a page fault? */
TEST(copies_take_a_fault)
{
    const struct outcome *seen = run_twin("--json");
    long sum = 0;

    for (int row = 0; row < MEMORY_REGIONS; row++) {
        long faults = long_at(evidence(seen->out, row), "minor_faults");
        CU_ASSERT(faults >= (fate_by_the_book(row) == 'c'));
        sum += faults;
    }
    CU_ASSERT_EQUAL(long_at(seen->out, "minor_faults"), sum);
}

/* One run in this process, with all the workers that there can be. */
static const struct memory_result *
run_here(void)
{
    static const struct memory_options options = {.workers = MEMORY_WORKERS};
    static struct memory_result result;
    static bool done;

    if (!done)
        memory_run(&options, &result);
    done = true;
    return &result;
}

/* Does each of several workers find what those before it have left? */
TEST(workers_take_turns)
{
    for (int i = 0; i < MEMORY_WORKERS; i++)
        for (int row = MEMORY_DATA; row < MEMORY_REGIONS; row++) {
            const struct memory_region *region =
                &run_here()->turns[i].regions[row];
            char fate = fate_by_the_book(row);
            CU_ASSERT_EQUAL(region->main_before.value, fate == 's' ? 1 + i : 1);
            CU_ASSERT_EQUAL(region->worker_before.value, fate == 's'   ? 1 + i
                                                         : fate == 'c' ? 1
                                                                       : 0);
            CU_ASSERT_EQUAL(region->wrote, 2 + i);
            CU_ASSERT_EQUAL(region->main_after.value, fate == 's' ? 2 + i : 1);
        }
}

/* Does each worker have a stack, and each thread its variables, at another
 * address? */
TEST(stacks_have_addresses_of_their_own)
{
    const struct memory_turn *turns = run_here()->turns;

    for (int row = 0; row < MEMORY_REGIONS; row++)
        for (int i = 0; i < MEMORY_WORKERS; i++)
            for (int j = 0; j < i; j++)
                CU_ASSERT_EQUAL(turns[i].regions[row].worker_address !=
                                    turns[j].regions[row].worker_address,
                    fate_by_the_book(row) == 'o');
}

/* Was each item really changed, and was the change seen by the right workers?
 */
TEST(carried_things_are_changed)
{
    const struct outcome *seen = run_twin("--json");
    char set[64], before[64];

    for (int row = MEMORY_REGIONS; row < MEMORY_ROWS; row++) {
        char fate = fate_by_the_book(row);
        bool is_id = row <= MEMORY_STATE;
        const char *of = evidence(seen->out, row);
        snprintf(set, sizeof(set), "%s", word_at(of, "worker_set"));
        snprintf(before, sizeof(before), "%s", word_at(of, "starter_before"));
        CU_ASSERT_NOT_EQUAL(set[0], '\0');
        if (!is_id)
            CU_ASSERT_STRING_NOT_EQUAL(set, before);
        if (strcmp(word_at(seen->out, rows[row]), word_of(fate)) == 0)
            CU_ASSERT_STRING_EQUAL(
                word_at(of, "starter_after"), fate == 's' ? set : before);
    }
    CU_ASSERT_STRING_EQUAL(
        word_at(evidence(seen->out, MEMORY_ERRNO), "worker_saw"),
        model_is("thread") ? "0" : "ERANGE");
    check_json(evidence(seen->out, MEMORY_STATE), "worker_set=%s",
        model_is("coro") ? "runs" : "sleeps");
}

/* Everything that a change makes the other way round, is that already. */
static bool
prepare_otherwise(void)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    umask(055);
    return sigprocmask(SIG_BLOCK, &mask, NULL) == 0 &&
           signal(SIGUSR2, SIG_IGN) != SIG_ERR && chdir("/") == 0;
}

/* Does it matter how it is started? */
TEST(start_does_not_matter)
{
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare_otherwise), "--json");
    check_fates(seen);
    check_json(evidence(seen->out, MEMORY_DIRECTORY),
        "starter_before=/ worker_set=/dev");
    check_fates(run_twin_with(PREPARED(prepare_one_cpu), "--workers=3 --json"));
}

/* A worker's turn that is just what the model promises. */
static void
play_as_promised(struct memory_turn *turn)
{
    static const unsigned char places[2];

    memset(turn, 0, sizeof(*turn));
    for (int row = 0; row < MEMORY_REGIONS; row++) {
        struct memory_region *region = &turn->regions[row];
        enum memory_fate fate = memory_promise[row];
        *region = (struct memory_region){&places[0],
            &places[fate == MEMORY_OWN], .main_before.value = 1,
            .worker_before.value = 1, .wrote = row == MEMORY_TEXT ? -1 : 2,
            .main_after = {fate == MEMORY_SHARED ? 2 : 1, 7, {4, 0, 4}},
            .worker_after = {2, fate == MEMORY_SHARED ? 7 : 8, {4, 0, 4}}};
    }
    for (int row = MEMORY_REGIONS; row < MEMORY_ROWS; row++) {
        enum memory_fate fate = memory_promise[row];
        struct memory_carried *seen = &turn->carried[row - MEMORY_PID];
        *seen = (struct memory_carried){{"a", "a", "b", "a"}};
        if (fate == MEMORY_SHARED)
            strcpy(seen->at[MEMORY_AFTER], "b");
        if (fate == MEMORY_OWN)
            strcpy(seen->at[MEMORY_SAW], "c");
    }
}

/* Make one row something else than what is promised. */
static void
break_promise(struct memory_turn *turn, int row)
{
    enum memory_fate fate = memory_promise[row];

    if (row >= MEMORY_REGIONS) {
        strcpy(turn->carried[row - MEMORY_PID].at[MEMORY_AFTER],
            fate == MEMORY_SHARED ? "a" : "b");
        return;
    }
    struct memory_region *region = &turn->regions[row];
    if (row == MEMORY_TEXT)
        region->worker_after.frame = 9;
    else if (fate == MEMORY_OWN)
        region->worker_address = region->main_address;
    else
        region->main_after.value = fate == MEMORY_SHARED ? 1 : 2;
}

/* Is a row that breaks the promise status 1, with its name, for any worker? */
TEST(broken_promise_is_judged)
{
    struct memory_options options = {.workers = 2};
    static struct memory_result result;

    for (int row = -1; row < 2 * MEMORY_ROWS; row++) {
        memset(&result, 0, sizeof(result));
        play_as_promised(&result.turns[0]);
        play_as_promised(&result.turns[1]);
        if (row >= 0)
            break_promise(&result.turns[row / MEMORY_ROWS], row % MEMORY_ROWS);
        CHECK_JUDGED(&options, &result, row < 0);
        if (row >= 0)
            CHECK_HAS(result.note, rows[row % MEMORY_ROWS]);
        CU_ASSERT_EQUAL(result.rows == NULL, row >= 0); /* it is shown */
    }
}

/* Is an item that could not be seen not counted as a failure, and reported as
 * unseen? */
TEST(unseen_is_no_failure)
{
    struct memory_options options = {.workers = 1};
    static struct memory_result result;

    memset(&result, 0, sizeof(result));
    play_as_promised(&result.turns[0]);
    result.turns[0].regions[MEMORY_TEXT].worker_after.frame = -1;
    result.turns[0].regions[MEMORY_TEXT].worker_after.dirty.anonymous_kib = -1;
    strcpy(result.turns[0].carried[CARRIED_STATE].at[MEMORY_SET], "");
    strcpy(result.turns[0].carried[CARRIED_UMASK].at[MEMORY_SET], "a");
    CU_ASSERT_EQUAL(scenario.judge(&options, &result), STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(result.fates[MEMORY_TEXT], "-");
    CU_ASSERT_STRING_EQUAL(result.fates[MEMORY_STATE], "-");
    CU_ASSERT_STRING_EQUAL(result.fates[MEMORY_UMASK], "-");
}

/* How many rows has the table, from the line that names the model to the lines
 * of the regions? */
static int
table_rows(const char *out)
{
    const char *line = strstr(out, "\n  model "), *end = strstr(out, "regions");
    int lines = 0;

    CU_ASSERT_FATAL(line != NULL && end != NULL);
    while ((line = strchr(line + 1, '\n')) != NULL && line < end)
        lines++;
    return lines - 1;
}

/* In a folder whose path is too long for the table. */
static bool
prepare_deep(void)
{
    return chdir("/sys/devices/system") == 0;
}

/* Is there a blank between the columns, whatever is in them? */
TEST(columns_are_apart)
{
    const struct outcome *seen =
        run_twin_with(PREPARED(prepare_deep), "--carries");

    if (is_skipped(!seen->prepared, "there is no /sys"))
        return;
    CHECK_HAS(seen->out, "...ices/system ...");
}

/* Does the text show what the JSON says, in 80 columns, a first table of eight
 * rows, with --all all rows, and with --carries the values? */
TEST(text_says_the_same)
{
    const struct outcome *seen = run_twin("--workers=8 --carries");

    check_held(seen);
    CU_ASSERT(fits_in_80_columns(seen->out));
    CHECK_HAS(seen->out, "worker 7\n", "    mapping ", "    umask ");
    seen = run_twin("--workers=1");
    CHECK_LACKS(seen->out, "    umask ", "worker 0\n");
    CU_ASSERT_EQUAL(table_rows(seen->out), 8);
    CHECK_HAS(seen->out, "\n  heap ");
    CHECK_LACKS(seen->out, "\n  umask ");
    seen = run_twin("--all");
    CU_ASSERT(table_rows(seen->out) > MEMORY_ROWS);
    CHECK_HAS(seen->out, "\n  umask ");
    seen = run_twin_with(PREPARED(prepare_ordinary_user), "--carries");
    if (seen->prepared)
        CU_ASSERT(fits_in_80_columns(seen->out));
}

/* Does the JSON contain the lines of the table as strings? */
TEST(json_has_the_table)
{
    const char *out = run_held("--carries --json");

    CU_ASSERT(items_at(out, "regions") >= 2 + MEMORY_REGIONS);
    CU_ASSERT_EQUAL(items_at(out, "carries"), 1 + MEMORY_ROWS - MEMORY_REGIONS);
}

/* Start a run that holds; in proc wait until a worker is there. */
static pid_t
start_and_hold(int workers)
{
    pid_t ids[MEMORY_WORKERS] = {0};

    start_twin("--hold-ms=600000 --workers=%d", workers);
    if (model_is("proc"))
        AWAIT(program_others(ids, MEMORY_WORKERS) >= workers);
    return ids[workers - 1];
}

/* Asked to stop, at once and during the hold, does it die of the same signal?
 * Ctrl-C reaches the workers, too. When it is killed, do its workers end? */
TEST(stop_is_obeyed)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL};

    for (int i = 0; i < 3 * COUNT(stops); i++) {
        start_and_hold(2);
        if (i % 3 != 0)
            clock_sleep_ns(20 * NS_PER_MS);
        const struct outcome *seen = check_death(
            i % 3 == 1 ? -program_id() : program_id(), stops[i / 3]);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CHECK_LACKS(seen->err, "killed");
    }
}

/* When a worker is killed, before its turn, just after it, or while it waits,
 * is it named, and does none wait for ever? */
TEST(killed_worker_is_named)
{
    char process[64];

    if (!can_kill_worker())
        return;
    for (int i = 0; i < 16; i++) {
        pid_t victim = start_and_hold(1 + i % 2);
        clock_sleep_ns(i == 15 ? 20 * NS_PER_MS : i * NS_PER_MS / 10);
        kill(victim, SIGKILL);
        snprintf(process, sizeof(process), "(process %d) was killed by SIGKILL",
            (int)victim);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CHECK_HAS(seen->err, process);
    }
}

/* Does --hold-ms end, and say where to look? */
TEST(hold_ends)
{
    const struct outcome *seen = run_twin("--hold-ms=1 --json");

    check_complaint(seen, STATUS_HELD, "/smaps");
    CU_ASSERT(bool_at(seen->out, "ok"));
}

const struct usual usual = {
    .limits = WORDS(
        "--workers=0", "--workers=9", "--hold-ms=-1", "--hold-ms=3600001"),
    .short_runs = {"--workers=2"},
    .no_processes = "--workers=2",
    .segment = "--workers=2",
    .small_shm = "--workers=2",
};
