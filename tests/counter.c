/* Does the counter show the race and its cures, and is its report true? */

#include "counter.h"

#include "harness/forbid.h"
#include "harness/twin.h"

#include "kit/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* enum counter_sync, in its order. */
static const char *const syncs[] = {"none", "plain", "atomic", "sem", "mutex",
    "spin", "ticket", "mcs", "local", "futex", "robust", "rwlock"};

/* Those that hold something from the read to the write. */
static const char *const holding[] = {
    "sem", "mutex", "spin", "futex", "ticket", "mcs", "robust", "rwlock"};

/* A coroutine must not sleep in the kernel. */
static bool
is_refused(const char *sync)
{
    return model_is("coro") &&
           (strcmp(sync, "futex") == 0 || strcmp(sync, "robust") == 0 ||
               strcmp(sync, "rwlock") == 0);
}

/* Where the next in line has no CPU, all wait for it, for a time slice perhaps:
 * fewer updates by those that keep a queue. */
static long
few_if_queued(const char *sync, long iterations)
{
    bool queued = strcmp(sync, "ticket") == 0 || strcmp(sync, "mcs") == 0;

    return queued && iterations > 200 ? 200 : iterations;
}

/* plain has a data race on purpose, which ThreadSanitizer reports. */
static bool
is_reported(const char *sync)
{
    return UNDER_TSAN && model_is("thread") && strcmp(sync, "plain") == 0;
}

/* Coroutines share one CPU, and refuse to be pinned to several. */
static const char *
pinned(void)
{
    return model_is("coro") ? "" : " --pin";
}

static void
check_count(const char *out, const char *sync, long workers, long iterations)
{
    long lost = long_at(out, "lost");

    check_json(out, "workers=%ld iterations=%ld sync=%s expected=%ld", workers,
        iterations, sync, workers * iterations);
    CU_ASSERT_EQUAL(long_at(out, "actual") + lost, workers * iterations);
    CU_ASSERT(lost >= 0);
    CU_ASSERT_EQUAL(bool_at(out, "ok"), lost == 0);
    CU_ASSERT(long_at(out, "elapsed_ns") > 0);
    CU_ASSERT(strncmp(word_at(out, "address"), "0x", 2) == 0);
}

/* Assert that a guard keeps every update, where the model has it. */
static void
check_kept(const char *sync, int workers, long iterations, const char *options)
{
    if (is_refused(sync))
        return;
    iterations = few_if_queued(sync, iterations);
    const char *out = run_held(
        "--sync=%s --workers=%d --iterations=%ld --expect=exact --json%s", sync,
        workers, iterations, options);
    check_count(out, sync, workers, iterations);
    CU_ASSERT_EQUAL(long_at(out, "lost"), 0);
}

/* Does each guard keep every update, with 1, 2, 3 and 8 workers? */
TEST(guards_lose_nothing)
{
    static const int crews[] = {1, 2, 3, 8};

    for (int sync = COUNTER_ATOMIC; sync < COUNT(syncs); sync++)
        for (int i = 0; i < 2 * COUNT(crews); i++)
            check_kept(syncs[sync], crews[i / 2], 5000, i % 2 ? pinned() : "");
}

/* And over a longer run? */
TEST(guards_lose_nothing_for_long)
{
    for (int sync = COUNTER_ATOMIC; sync < COUNT(syncs); sync++)
        check_kept(syncs[sync], 4, 100000, "");
}

/* Do expected, actual, lost and ok agree for every sync, in either memory? Is
 * an expected loss not a failure, and does --expect=exact make it one? */
TEST(figures_agree)
{
    static const char *const memories[] = {"shared", "private"};

    for (int i = 0; i < 4 * COUNT(syncs); i++) {
        const char *sync = syncs[i / 4], *memory = memories[i / 2 % 2];
        bool exact = i % 2 != 0;
        long iterations = few_if_queued(sync, 20000);
        if (is_reported(sync) || is_refused(sync))
            continue;
        const struct outcome *seen =
            run_twin("--sync=%s --memory=%s --iterations=%ld --json%s", sync,
                memory, iterations, exact ? " --expect=exact" : "");
        bool lost = long_at(seen->out, "lost") != 0;
        check_answer(seen, exact && lost ? STATUS_BROKEN : STATUS_HELD);
        check_count(seen->out, sync, 2, iterations);
        check_json(seen->out, "memory=%s witness=null", memory);
    }
}

/* Does an unexpected lost update give status 1? */
TEST(loss_is_judged)
{
    for (int sync = 0; sync < COUNT(syncs); sync++)
        for (int i = 0; i < 8; i++) {
            bool private = i & 1, exact = i & 2, lost = i & 4;
            bool lesson = sync <= COUNTER_PLAIN || private;
            struct counter_options options = {.workers = 2,
                .iterations = 10,
                .sync = sync,
                .memory = private ? COUNTER_PRIVATE : COUNTER_SHARED,
                .expect = exact};
            struct counter_result result = {
                .expected = 20, .actual = lost ? 19 : 20, .copies = 1};
            int status = scenario.judge(&options, &result);
            CU_ASSERT_EQUAL(status,
                lost && (exact || !lesson) ? STATUS_BROKEN : STATUS_HELD);
            CU_ASSERT_EQUAL(result.lost, lost);
            CU_ASSERT_EQUAL(result.ok, !lost);
            CU_ASSERT_NOT_EQUAL(result.note[0], '\0');
        }
}

/* Does the note say that a race without a loss proves nothing, except where no
 * worker can be preempted? */
TEST(nothing_lost_is_no_proof)
{
    const char *word = model_is("coro") ? "nobody else runs" : "proves nothing";
    struct counter_options options = {
        .workers = 2, .iterations = 10, .sync = COUNTER_NONE};
    struct counter_result result = {.expected = 20, .actual = 20, .copies = 1};

    scenario.judge(&options, &result);
    CHECK_HAS(result.note, word);
    options.sync = COUNTER_MUTEX;
    scenario.judge(&options, &result);
    CHECK_LACKS(result.note, word);
}

/* Is there a witness exactly when an update was lost, and does it name updates
 * of two different workers? */
TEST(witness_means_loss)
{
    for (int sync = 0; sync < COUNT(syncs); sync++) {
        long iterations = few_if_queued(syncs[sync], 20000);
        if (is_reported(syncs[sync]) || is_refused(syncs[sync]))
            continue;
        const char *out =
            run_held("--sync=%s --witness --workers=3 --iterations=%ld --json",
                syncs[sync], iterations);
        check_count(out, syncs[sync], 3, iterations);
        bool none = is_null_at(out, "witness");
        CU_ASSERT_EQUAL(none, bool_at(out, "ok"));
        if (none)
            continue;
        long value = long_at(out, "witness.value");
        long first = long_at(out, "witness.first.worker");
        long second = long_at(out, "witness.second.worker");
        CU_ASSERT(0 <= value && value < 60000);
        CU_ASSERT(0 <= first && first < second && second < 3);
        for (int i = 0; i < 2; i++) {
            long iteration = long_at(out, i == 0 ? "witness.first.iteration"
                                                 : "witness.second.iteration");
            CU_ASSERT(0 <= iteration && iteration < 20000);
        }
    }
}

/* ---- A yield between read and write. ---- */

struct turn {
    long done, seen;
    bool in_between; /* it has read but not yet written */
};

/* What the counter must end with: the workers take turns, and each runs until
 * it yields between a read and a write, or is done. */
static long
take_turns(int workers, long iterations, long every)
{
    struct turn turns[8] = {{0}};
    long value = 0;

    for (int left = workers, i = 0; left > 0; i = (i + 1) % workers) {
        struct turn *turn = &turns[i];
        if (turn->done == iterations)
            continue;
        if (turn->in_between)
            value = turn->seen + 1;
        turn->done += turn->in_between;
        turn->in_between = false;
        while (turn->done < iterations && (turn->done + 1) % every != 0) {
            value++;
            turn->done++;
        }
        turn->in_between = turn->done < iterations;
        turn->seen = value;
        left -= turn->done == iterations;
    }
    return value;
}

/* Do coroutines lose exactly what the schedule of their yields says? */
TEST(yields_lose_what_the_schedule_says)
{
    static const int crews[] = {1, 2, 3, 8};
    static const long everies[] = {1, 2, 3, 7, 100, 101};

    if (is_skipped(!model_is("coro"), "the kernel decides who runs when"))
        return;
    for (int i = 0; i < COUNT(crews) * COUNT(everies); i++) {
        int workers = crews[i % COUNT(crews)];
        long every = everies[i / COUNT(crews)];
        const char *out = run_held("--sync=none --workers=%d --iterations=100 "
                                   "--yield-every=%ld --json",
            workers, every);
        CU_ASSERT_EQUAL(
            long_at(out, "actual"), take_turns(workers, 100, every));
    }
    /* Each runs independently, and the last one's last write remains. */
    CU_ASSERT_EQUAL(take_turns(2, 100, 1), 100);
    CU_ASSERT_EQUAL(take_turns(8, 100, 2), 100 + 7);
}

/* Does a guard keep every update even if its holder yields? */
TEST(guards_hold_over_a_yield)
{
    for (int i = 0; i < 3 * COUNT(holding); i++) {
        if (is_refused(holding[i / 3]))
            continue;
        const char *out = run_held(
            "--sync=%s --workers=%d --iterations=500 --yield-every=3 --json",
            holding[i / 3], 1 + i % 3);
        check_count(out, holding[i / 3], 1 + i % 3, 500);
        check_json(out, "lost=0 yield_every=3");
    }
}

/* ---- A gap between read and write, in which all others read. ---- */

/* Does every run lose the same number, whichever worker writes last? */
TEST(gap_loses_the_same_in_every_run)
{
    static const int crews[] = {1, 2, 3, 8}, rounds[] = {1, 2, 5};

    for (int i = 0; i < 2 * COUNT(crews) * COUNT(rounds); i++) {
        int workers = crews[i / 2 % COUNT(crews)];
        int iterations = rounds[i / 2 / COUNT(crews)];
        bool exact = i % 2 != 0;
        const struct outcome *seen = run_twin(
            "--sync=none --gap-ms=1 --workers=%d --iterations=%d --json%s",
            workers, iterations, exact ? " --expect=exact" : "");
        check_answer(seen, exact && workers > 1 ? STATUS_BROKEN : STATUS_HELD);
        check_count(seen->out, "none", workers, iterations);
        check_json(seen->out, "actual=%d gap_ms=1", iterations);
    }
}

/* Even if the first has slept long enough before the last has read? Of 800 on
 * one CPU, it always has. */
TEST(gap_is_as_long_as_it_must_be)
{
    static const struct setting settings[] = {
        {.prepare = NULL}, {.prepare = prepare_one_cpu}};

    for (int i = 0; i < COUNT(settings); i++) {
        const struct outcome *seen = run_twin_with(
            &settings[i], "--sync=none --gap-ms=1 --workers=800 --json");
        check_answer(seen, STATUS_HELD);
        CU_ASSERT_EQUAL(long_at(seen->out, "actual"), 1);
    }
}

/* Do the guards keep every update over a gap, and does no worker wait for ever
 * for one that is locked out? */
TEST(guards_hold_over_a_gap)
{
    for (int i = 0; i < 3 * COUNT(holding); i++)
        check_kept(holding[i / 3], 1 + i % 3, 2, " --gap-ms=1");
}

/* Where a line of the log begins that has these words; an assertion fails, and
 * it is the end of the text, where there is none. */
static const char *
log_line(const char *out, const char *noun, int worker, const char *words)
{
    char line[128];

    snprintf(line, sizeof(line), "%s %d: %s", noun, worker, words);
    const char *found = strstr(out, line);
    CU_ASSERT_PTR_NOT_NULL(found);
    return found != NULL ? found : strchr(out, '\0');
}

/* Does the log show what the article's program shows: each reads, then sleeps,
 * then writes; and without a lock, both read before either writes? */
TEST(log_shows_who_read_before_whom)
{
    const char *noun = model_worker;

    for (int guarded = 0; guarded < 2; guarded++) {
        const char *out = run_held(
            "--gap-ms=20 --sync=%s --json", guarded ? "mutex" : "none");
        check_count(out, guarded ? "mutex" : "none", 2, 1);
        CHECK_HAS(out, "Starting value is 0.",
            guarded ? "Ending value is 2." : "Ending value is 1.");
        for (int i = 0; i < 2; i++) {
            const char *begun = log_line(out, noun, i, "starting update");
            const char *read = log_line(out, noun, i, "local copy is ");
            const char *wrote = log_line(out, noun, i, "writes ");
            const char *done = log_line(out, noun, i, "finishing update");
            CU_ASSERT(begun < read && read < wrote && wrote < done);
            const char *other = log_line(out, noun, 1 - i, "writes ");
            CU_ASSERT(guarded || read < other);
        }
    }
    CU_ASSERT(is_null_at(run_twin("--iterations=1 --json")->out, "log"));
}

/* Is a log that is too long to read cut, and does it say so? */
TEST(long_log_is_cut)
{
    const char *out =
        run_held("--gap-ms=1 --workers=10 --iterations=10 --sync=none --json");

    CHECK_HAS(out, "and 302 lines more");
}

/* Has each process its own copy over the gap, too, and each thread the same? */
TEST(gap_in_private_memory)
{
    const char *out =
        run_held("--gap-ms=1 --memory=private --sync=none --json");

    CU_ASSERT_EQUAL(long_at(out, "actual"), model_is("proc") ? 0 : 1);
}

/* Does the message say why coroutines must not sleep in the kernel? */
TEST(coroutines_do_not_sleep_in_the_kernel)
{
    for (int sync = 0; sync < COUNT(syncs); sync++)
        if (is_refused(syncs[sync]))
            check_refusal(run_twin("--sync=%s", syncs[sync]), STATUS_CANNOT,
                "--sync", "sleeps in the kernel");
}

/* Is the robust mutex of an owner that died taken over, and good as new after
 * that? */
TEST(robust_outlives_its_owner)
{
    struct counter_options options = {
        .workers = 1, .iterations = 2, .sync = COUNTER_ROBUST};

    if (is_skipped(
            model_is("coro"), "a coroutine must not sleep in the kernel"))
        return;
    struct counter *memory = memory_shared(sizeof(*memory));
    counter_init(memory, &options, PTHREAD_PROCESS_SHARED);
    pid_t child = fork();
    if (child == 0) {
        robust_lock(&memory->guard.robust);
        _exit(0);
    }
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    child = fork();
    if (child == 0) {
        alarm(10); /* if it hangs */
        counter_work(0);
        _exit(0);
    }
    int wait_status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &wait_status, 0), child);
    CU_ASSERT_EQUAL(wait_status, 0);
    CU_ASSERT_EQUAL(atomic_load(memory->value), 2);
    munmap(memory, sizeof(*memory));
}

/* Does the message say why coroutines cannot be pinned one by one? */
TEST(coroutines_are_not_pinned)
{
    if (model_is("coro"))
        check_refusal(run_twin("--pin"), STATUS_CANNOT, "--pin", "one thread");
}

static struct counter_place first, second;
static struct counter_witness found = {.first = &first, .second = &second};

/* Does the search find nothing where every update had its own base? */
TEST(search_is_silent_without_loss)
{
    static const struct counter_update serial[] = {
        {0, 1}, {3, 4}, {4, 5}, {1, 2}, {2, 3}, {5, 6}};
    static const struct counter_update local[] = {
        {3, 6}, {0, 0}, {0, 0}, {0, 3}, {0, 0}, {0, 0}};

    CU_ASSERT_FALSE(counter_find_witness(serial, 2, 3, &found));
    CU_ASSERT_FALSE(counter_find_witness(serial, 1, 6, &found));
    CU_ASSERT_FALSE(counter_find_witness(local, 2, 3, &found));
    CU_ASSERT_FALSE(counter_find_witness(serial, 1, 1, &found));
}

/* Does it find the smallest of several, and name the workers? */
TEST(search_finds_the_smallest)
{
    static const struct counter_update log[] = {{0, 1}, {4, 5}, {1, 2}, /* 0 */
        {2, 3}, {3, 4}, {4, 5},                                         /* 1 */
        {2, 3}, {5, 6}, {4, 5}};                                        /* 2 */

    CU_ASSERT_FATAL(counter_find_witness(log, 3, 3, &found));
    CU_ASSERT_EQUAL(found.value, 2);
    CU_ASSERT_EQUAL(first.worker, 1);
    CU_ASSERT_EQUAL(first.iteration, 0);
    CU_ASSERT_EQUAL(second.worker, 2);
    CU_ASSERT_EQUAL(second.iteration, 0);
}

enum { CREW = 3, EACH = 6, ALL = CREW * EACH };

/* Play a random schedule of CREW workers that read, then write; returns the
 * counter's last value. */
static long
play(unsigned *seed, struct counter_update log[ALL])
{
    long value = 0, seen[CREW];
    int steps[CREW] = {0}; /* two to an update */

    for (int left = 2 * ALL; left > 0;) {
        int worker = rand_r(seed) % CREW;
        if (steps[worker] == 2 * EACH)
            continue;
        if (steps[worker] % 2 == 0)
            seen[worker] = value;
        else
            log[worker * EACH + steps[worker] / 2] =
                (struct counter_update){seen[worker], value = seen[worker] + 1};
        steps[worker]++;
        left--;
    }
    return value;
}

/* The first two in the log that read that value; -1: there is none. */
static void
find_plainly(const struct counter_update log[ALL], long value, long pair[2])
{
    int seen = 0;

    pair[0] = pair[1] = -1;
    for (long i = 0; i < ALL && seen < 2; i++)
        if (log[i].read == value)
            pair[seen++] = i;
}

/* Is its finding correct for every schedule? Ten thousand are simulated, and
 * searched in the naive way. */
TEST(search_is_right_for_any_schedule)
{
    struct counter_update log[ALL];
    unsigned seed = 1;

    for (int round = 0; round < 10000; round++) {
        long lost = ALL - play(&seed, log), smallest = 0, pair[2];
        for (; smallest < ALL; smallest++) {
            find_plainly(log, smallest, pair);
            if (pair[1] != -1)
                break;
        }
        bool any = counter_find_witness(log, CREW, EACH, &found);
        if (any != (lost != 0) || any != (smallest < ALL))
            CU_FAIL_FATAL("a witness without a loss, or a loss without one");
        if (any && (found.value != smallest || first.worker == second.worker ||
                       first.worker * EACH + first.iteration != pair[0] ||
                       second.worker * EACH + second.iteration != pair[1]))
            CU_FAIL_FATAL("another pair than the first at the smallest value");
    }
}

/* With --memory=private, whose counter does a process write, and whose a
 * thread? */
TEST(private_memory_is_shared_by_threads_only)
{
    for (int workers = 1; workers <= 3; workers++) {
        const char *out =
            run_held("--memory=private --sync=atomic --iterations=1000 "
                     "--workers=%d --json",
                workers);
        bool separate = model_is("proc");
        check_count(out, "atomic", workers, 1000);
        CU_ASSERT_EQUAL(long_at(out, "actual"), separate ? 0 : workers * 1000);
        CU_ASSERT_EQUAL(long_at(out, "copies"), separate ? workers + 1 : 1);
        if (separate || workers == 1)
            CU_ASSERT_EQUAL(long_at(out, "worker_saw"), 1000);
    }
}

/* Is the loss of a private counter status 1 once it counts as one? */
TEST(private_memory_can_be_judged)
{
    bool lost = model_is("proc");

    for (int sync = COUNTER_ATOMIC; sync < COUNT(syncs); sync++)
        if (!is_refused(syncs[sync]))
            check_answer(run_twin("--memory=private --sync=%s --iterations=10 "
                                  "--expect=exact --json",
                             syncs[sync]),
                lost ? STATUS_BROKEN : STATUS_HELD);
}

/* What are the defaults? */
TEST(defaults_are_idiomatic)
{
    const char *sync = model_is("proc")   ? "sem"
                       : model_is("coro") ? "none"
                                          : "mutex";
    const char *out = run_held("--json");

    check_count(out, sync, 2, 1000000);
    check_json(out, "memory=shared copies=1 lost=0");
    CU_ASSERT_STRING_EQUAL(counter_default_sync, sync);
}

/* Does the table say what the JSON says? */
TEST(table_says_the_same)
{
    const struct outcome *seen = run_twin("--iterations=1234567 --workers=1");

    check_held(seen);
    CHECK_HAS(seen->out, "1,234,567\n", "every update arrived");
    CU_ASSERT(fits_in_80_columns(seen->out));
}

/* Does pinning, or a single CPU, change the count? */
TEST(one_cpu_is_enough)
{
    for (int sync = COUNTER_ATOMIC; sync < COUNT(syncs); sync++) {
        if (is_refused(syncs[sync]))
            continue;
        const struct outcome *seen = run_twin_with(PREPARED(prepare_one_cpu),
            "--sync=%s --workers=3 --iterations=%ld --json%s", syncs[sync],
            few_if_queued(syncs[sync], 2000), pinned());
        check_answer(seen, STATUS_HELD);
        CU_ASSERT_EQUAL(long_at(seen->out, "lost"), 0);
    }
}

/* Does ThreadSanitizer see the data race of plain, and none in the others? */
TEST(race_detector_sees_plain_alone)
{
    if (is_skipped(!UNDER_TSAN || !model_is("thread"),
            "ThreadSanitizer sees threads, in a build for it"))
        return;
    for (int sync = 0; sync < COUNT(syncs); sync++) {
        const struct outcome *seen =
            run_twin("--sync=%s --iterations=%ld --json", syncs[sync],
                few_if_queued(syncs[sync], 5000));
        bool reported = strstr(seen->err, "data race") != NULL;
        CU_ASSERT_EQUAL(reported, sync == COUNTER_PLAIN);
        CU_ASSERT_EQUAL(seen->status, sync == COUNTER_PLAIN ? 66 : STATUS_HELD);
    }
}

/* Is a log that does not fit in memory refused before it is allocated? */
TEST(log_too_long_is_refused)
{
    check_refusal(
        run_twin("--witness --workers=1024 --iterations=1000000000000000"),
        STATUS_CANNOT, "--witness", "MiB");
}

/* When /dev/shm grants no bytes, does the message name the cause that follows
 * from the error? */
TEST(refused_bytes_are_explained)
{
    static const struct {
        int error;
        const char *advice;
    } refusals[] = {{ENOSPC, "full, or too small"}, {EFBIG, "ulimit -f"},
        {EPERM, "writable?"}};

    if (is_skipped(!model_is("proc"), "no segment"))
        return;
    for (int i = 0; i < COUNT(refusals); i++) {
        refuse_call(SYS_fallocate, refusals[i].error);
        check_refusal(
            run_twin_with(PREPARED(prepare_forbidden), "--iterations=1"),
            STATUS_CANNOT, "posix_fallocate", refusals[i].advice);
    }
}

static const struct mistake mistakes[] = {
    {"--gap-ms=1 --sync=plain", "--gap-ms", "'plain'"},
    {"--gap-ms=1 --sync=atomic", "--gap-ms", "'atomic'"},
    {"--gap-ms=1 --sync=local", "--gap-ms", "'local'"},
    {"--gap-ms=1 --yield-every=1 --sync=none", "--yield-every", "--gap-ms"},
    {"--yield-every=1 --sync=plain", "--yield-every", "'plain'"},
    {"--yield-every=1 --sync=atomic", "--yield-every", "'atomic'"},
    {"--yield-every=1 --sync=local", "--yield-every", "'local'"},
    {.arguments = NULL},
};

const struct usual usual = {
    .limits = WORDS("--workers=0", "--workers=1025", "--iterations=0",
        "--yield-every=-1", "--gap-ms=-1", "--gap-ms=10001"),
    .mistakes = mistakes,
    .short_runs = {"--iterations=10"},
    .many_workers = "--workers=1024 --iterations=10",
    .modest_runs = {"--iterations=10"},
    .segment = "--iterations=10",
    .small_shm = "--witness --iterations=20000",
    .endless = {{"--iterations=1000000000000000 --workers=3", 3}},
    .killed = {" --sync=none", " --sync=plain", " --sync=atomic", " --sync=sem",
        " --sync=mutex", " --sync=spin", " --sync=futex", " --sync=ticket",
        " --sync=mcs", " --sync=robust", " --sync=rwlock", " --sync=local"},
};
