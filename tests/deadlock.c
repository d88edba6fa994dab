/* Is every deadlock found, none reported falsely, and each cured by --fix? */

#include "deadlock.h"

#include "harness/twin.h"

#include "kit/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* enum deadlock_case and enum deadlock_sync, in their order. */
static const char *const cases[] = {
    "self", "order", "lost-release", "holder-killed"};
static const char *const syncs[] = {
    "mutex", "errorcheck", "recursive", "robust", "sem"};

/* ---- The expected outcome. ---- */

struct verdict {
    int status;
    long finished, stuck, killed, cycle, moved, refused, repaired, missing;
    const char *answer, *found_by;
};

static struct verdict
cured(int which, int sync, long workers)
{
    struct verdict all = {
        .finished = workers, .moved = workers, .answer = "-", .found_by = "-"};

    if (which == DEADLOCK_LOST_RELEASE) {
        all.moved = workers - 1;
        all.refused = 1;
    }
    if (which != DEADLOCK_HOLDER_KILLED)
        return all;
    all.finished = all.moved = workers - 1;
    all.killed = 1;
    all.repaired = 10;
    all.answer = sync == DEADLOCK_SEM ? "-" : "EOWNERDEAD";
    all.found_by = sync == DEADLOCK_SEM ? "waitpid" : "the lock";
    return all;
}

static struct verdict
self_verdict(int sync, long workers)
{
    struct verdict all = cured(DEADLOCK_SELF, sync, workers);

    if (sync == DEADLOCK_RECURSIVE)
        return all;
    all.moved = 0;
    if (sync == DEADLOCK_ERRORCHECK) {
        all.refused = workers;
        all.answer = "EDEADLK";
        all.found_by = "the lock";
        return all;
    }
    all.status = STATUS_STUCK;
    all.finished = 0;
    all.stuck = workers;
    all.cycle = 1;
    all.missing = 10;
    return all;
}

static struct verdict
uncured(int which, int sync, long workers)
{
    struct verdict all = cured(which, DEADLOCK_ROBUST, workers);

    if (which == DEADLOCK_SELF)
        return self_verdict(sync, workers);
    if (sync == DEADLOCK_ROBUST && which != DEADLOCK_ORDER) {
        all.answer = "EOWNERDEAD"; /* told to the next one */
        all.found_by = "the lock";
        return all;
    }
    all.status = STATUS_STUCK;
    all.answer = "-";
    all.moved = all.repaired = 0;
    all.finished = which == DEADLOCK_LOST_RELEASE;
    all.stuck = workers - all.finished - all.killed;
    all.cycle = which == DEADLOCK_ORDER ? workers : 0;
    all.missing = which == DEADLOCK_HOLDER_KILLED ? 10 : 0;
    return all;
}

static struct verdict
expect(int which, int sync, bool fix, long workers)
{
    struct verdict all =
        fix ? cured(which, sync, workers) : uncured(which, sync, workers);

    if (all.status == STATUS_STUCK)
        all.found_by = model_is("coro") ? "scheduler" : "watchdog";
    return all;
}

/* Can this model do that? */
static bool
exists(int which, int sync)
{
    return model_is("proc") ||
           (which != DEADLOCK_HOLDER_KILLED &&
               (model_is("thread") || sync != DEADLOCK_ROBUST));
}

static void
check_verdict(
    const struct outcome *seen, const struct verdict *must, long workers)
{
    const char *out = seen->out;

    check_answer(seen, must->status);
    check_json(out,
        "finished=%ld stuck=%ld killed=%ld circle=%ld moved=%ld refused=%ld "
        "repaired=%ld expected=%ld actual=%ld answer=%s",
        must->finished, must->stuck, must->killed, must->cycle, must->moved,
        must->refused, must->repaired, 100 * workers,
        100 * workers - must->missing, must->answer);
    CU_ASSERT_STRING_EQUAL(word_at(out, "found_by"), must->found_by);
    CU_ASSERT_EQUAL(bool_at(out, "ok"), must->status == STATUS_HELD);
    CU_ASSERT_EQUAL(is_null_at(out, "who_waits"), must->stuck == 0);
    CU_ASSERT_EQUAL(
        strstr(word_at(out, "note"), "deadlock: ") != NULL, must->stuck > 0);
}

static void
try_case(int which, int sync, bool fix, int workers)
{
    const struct outcome *seen =
        run_twin("--case=%s --sync=%s --workers=%d --json%s", cases[which],
            syncs[sync], workers, fix ? " --fix" : "");

    if (exists(which, sync)) {
        struct verdict must = expect(which, sync, fix, workers);
        check_verdict(seen, &must, workers);
        check_json(seen->out, "case=%s sync=%s", cases[which], syncs[sync]);
        CU_ASSERT_EQUAL(bool_at(seen->out, "fix"), fix);
    } else {
        check_refusal(seen, STATUS_CANNOT, "no ",
            which == DEADLOCK_HOLDER_KILLED ? "SIGKILL" : "robust");
    }
}

/* Does each case have the expected verdict with each kind of lock, for 2 and 3
 * workers; and is each cured by --fix? */
TEST(each_case_has_its_verdict)
{
    for (int fix = 0; fix < 2; fix++)
        for (int i = 0; i < COUNT(cases) * COUNT(syncs); i++)
            for (int workers = 2; workers <= 3; workers++)
                try_case(i / COUNT(syncs), i % COUNT(syncs), fix, workers);
}

/* Is the verdict the same in every run? */
TEST(verdict_is_reproducible)
{
    enum { TIMES = 10 };

    for (int i = 0; i < TIMES * COUNT(cases); i++) {
        int which = i % COUNT(cases);
        try_case(which, DEADLOCK_MUTEX, false, 2);
        try_case(which, DEADLOCK_SEM, i / COUNT(cases) % 2, 2);
    }
}

/* And on one CPU, and for an ordinary user? */
TEST(ordinary_user_is_served)
{
    static const struct setting settings[] = {
        {.prepare = prepare_one_cpu}, {.prepare = prepare_ordinary_user}};

    for (int i = 0; i < COUNT(settings) * 3; i++) {
        int which = i / COUNT(settings); /* the last needs proc */
        const struct outcome *seen = run_twin_with(
            &settings[i % 2], "--case=%s --sync=sem --json", cases[which]);
        struct verdict must = expect(which, DEADLOCK_SEM, false, 2);
        if (!is_skipped(!seen->prepared, "cannot become an ordinary user"))
            check_verdict(seen, &must, 2);
    }
}

/* Is a long cycle found, and its length reported? */
TEST(large_cycle_is_measured)
{
    try_case(DEADLOCK_ORDER, DEADLOCK_MUTEX, false, DEADLOCK_MOST);
    try_case(DEADLOCK_ORDER, DEADLOCK_SEM, false, DEADLOCK_MOST);
    try_case(DEADLOCK_ORDER, DEADLOCK_MUTEX, true, DEADLOCK_MOST);
}

/* A robust mutex is freed when its owner is ended: does the end of the first
 * stuck worker set none of the others going before it is judged? Ten runs of
 * 64, each of which would show it nine times of ten. */
TEST(stuck_workers_stay_stuck)
{
    enum { TIMES = 10 };

    for (int i = 0; i < TIMES; i++)
        try_case(DEADLOCK_ORDER, DEADLOCK_ROBUST, false, DEADLOCK_MOST);
}

/* ---- Who waits for what. ---- */

/* Does the answer say that, with %d for a number? */
static bool
says(const char *out, const char *pattern)
{
    const char *at = strchr(pattern, '%');
    size_t before = at != NULL ? (size_t)(at - pattern) : strlen(pattern);

    for (; *out != '\0'; out++) {
        if (strncmp(out, pattern, before) != 0)
            continue;
        if (at == NULL)
            return true;
        const char *rest = out + before + strspn(out + before, "0123456789");
        if (rest > out + before && strncmp(rest, at + 2, strlen(at + 2)) == 0)
            return true;
    }
    return false;
}

/* Does the report name each worker, what it holds, what it waits for, and the
 * owner recorded in the mutex? */
TEST(owners_are_reported)
{
    static const char *const kernels[] = {") holds lock 0 and waits for lock 1",
        ") holds lock 1 and waits for lock 0"};
    static const char *const own[] = {
        "worker 0 waits for mutex 'lock 1', held by worker 1",
        "worker 1 waits for mutex 'lock 0', held by worker 0"};
    const char *kernel = model_is("proc") ? "process" : "thread";
    const char *out = run_twin("--case=order --sync=mutex --json")->out;
    char pattern[128];

    for (int i = 0; i < 2; i++) {
        if (model_is("coro")) {
            CU_ASSERT(says(out, own[i]));
            continue;
        }
        snprintf(pattern, sizeof(pattern), "worker %d (%s %%d%s", i, kernel,
            kernels[i]);
        CU_ASSERT(says(out, pattern));
#ifdef __GLIBC__
        snprintf(pattern, sizeof(pattern), "mutex owner: %s %%d, worker %d\"",
            kernel, 1 - i);
        CU_ASSERT(says(out, pattern));
#endif
    }
}

/* Does the report say so when the owner no longer exists? */
TEST(gone_owners_are_reported)
{
    const char *out = run_twin("--case=lost-release --sync=mutex --json")->out;

    if (model_is("coro")) {
        CU_ASSERT(says(out, "worker 1 waits for mutex 'lock 0', held by "
                            "worker 0"));
        return;
    }
    CU_ASSERT(says(out, ") holds nothing and waits for lock 0"));
#ifdef __GLIBC__
    CU_ASSERT(says(out, "%d, worker 0, which has ended\""));
    if (model_is("proc"))
        CU_ASSERT(
            says(run_twin("--case=holder-killed --sync=mutex --json")->out,
                "%d, worker 0, which was killed\""));
#endif
}

/* Does the report say that a semaphore has no owner? */
TEST(semaphores_name_nobody)
{
    const char *out = run_twin("--case=self --sync=sem --json")->out;

    if (model_is("coro")) {
        CU_ASSERT(says(out, "\"worker 0 waits for semaphore 'lock 0'\""));
        return;
    }
    CU_ASSERT(says(out, "nobody can tell who holds it"));
    CU_ASSERT_FALSE(says(out, "mutex owner"));
}

/* Does the table fit in 80 columns in every case? */
TEST(table_fits)
{
    for (int i = 0; i < COUNT(cases) * COUNT(syncs); i++) {
        int which = i / COUNT(syncs), sync = i % COUNT(syncs);
        if (!exists(which, sync))
            continue;
        const struct outcome *seen =
            run_twin("--case=%s --sync=%s", cases[which], syncs[sync]);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT(fits_in_80_columns(seen->out));
    }
}

/* ---- The watchdog, with notes written by the test. ---- */

static struct deadlock_options posed_options;
static struct deadlock posed;

/* Two workers: 0 holds lock 0 and waits for 1, 1 holds lock 1 and waits for 0.
 */
static void
pose_cycle(void)
{
    memset(&posed, 0, sizeof(posed));
    posed_options = (struct deadlock_options){.workers = 2};
    posed.options = &posed_options;
    for (int i = 0; i < 2; i++) {
        posed.balances[i] = 100;
        posed.notes[i].doing = DEADLOCK_WAITS;
        posed.notes[i].wanted = 1 - i;
        posed.notes[i].has[i] = 1;
    }
}

/* Is a cycle found, and does it stay found? */
TEST(cycle_is_found)
{
    pose_cycle();
    CU_ASSERT(deadlock_found(&posed));
    CU_ASSERT(posed.stuck);
    posed.notes[0].doing = DEADLOCK_RUNS;
    CU_ASSERT(deadlock_found(&posed));
}

/* Is nothing found while a worker does anything but wait? */
TEST(running_worker_is_not_stuck)
{
    static const enum deadlock_doing states[] = {
        DEADLOCK_ABSENT, DEADLOCK_RUNS, DEADLOCK_DYING};

    for (int i = 0; i < COUNT(states); i++) {
        pose_cycle();
        posed.notes[1].doing = (int)states[i];
        CU_ASSERT_FALSE(deadlock_found(&posed));
        CU_ASSERT_FALSE(posed.stuck);
    }
}

/* Is a worker that waits for a free lock not stuck? */
TEST(free_lock_is_no_deadlock)
{
    pose_cycle();
    posed.notes[1].has[1] = 0;
    CU_ASSERT_FALSE(deadlock_found(&posed));
}

/* Is a running worker not asleep, whatever its note says? */
TEST(awake_worker_is_not_stuck)
{
    pose_cycle();
    posed.notes[1].id = getpid(); /* runs just now */
    CU_ASSERT_FALSE(deadlock_found(&posed));
}

/* Is a note that is only half written ignored? */
TEST(unfinished_note_is_ignored)
{
    pose_cycle();
    posed.notes[1].steps = 7;
    CU_ASSERT_FALSE(deadlock_found(&posed));
    posed.notes[1].steps = 8;
    CU_ASSERT(deadlock_found(&posed));
}

/* Is it found when the owner has ended or was killed, except for a robust lock,
 * which detects that itself? And is there nothing to find once all have ended?
 */
TEST(dead_owner_is_found)
{
    static const enum deadlock_doing ends[] = {DEADLOCK_DEAD, DEADLOCK_DONE};

    for (int i = 0; i < COUNT(ends); i++) {
        pose_cycle();
        posed.notes[1].doing = (int)ends[i];
        posed_options.sync = DEADLOCK_ROBUST;
        CU_ASSERT_FALSE(deadlock_found(&posed));
        posed_options.sync = DEADLOCK_MUTEX;
        CU_ASSERT(deadlock_found(&posed));
        posed.stuck = false;
        posed.notes[0].doing = (int)ends[i];
        CU_ASSERT_FALSE(deadlock_found(&posed));
    }
}

static void
note(struct deadlock_notes *notes, int doing, int has)
{
    atomic_fetch_add(&notes->steps, 1);
    atomic_store(&notes->doing, doing);
    atomic_store(&notes->has[0], has);
    atomic_fetch_add(&notes->steps, 1);
}

/* Two that hand lock 0 to each other: now one waits, now the other, and never
 * both. Some steps of that, on a signal, so as to come in the middle of a look
 * on one CPU, too. */
static void
hand_over(int number)
{
    static unsigned phase, calls;
    struct deadlock_notes *notes = posed.notes;

    (void)number;
    for (unsigned steps = 1 + calls++ % 5; steps > 0; steps--, phase++) {
        unsigned one = phase / 5 % 2;
        if (phase % 5 == 0)
            note(&notes[1 - one], DEADLOCK_RUNS, 0);
        else if (phase % 5 == 1)
            note(&notes[one], DEADLOCK_RUNS, 1);
        else if (phase % 5 == 2)
            note(&notes[1 - one], DEADLOCK_WAITS, 0);
        else if (phase % 5 == 3)
            note(&notes[1 - one], DEADLOCK_RUNS, 0);
        else
            note(&notes[one], DEADLOCK_WAITS, 1);
    }
}

/* Is no deadlock pieced together from observations of different moments? */
TEST(moments_are_not_mixed)
{
    enum { LONG_NS = 300000000, OFTEN_NS = 30000 };
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec often = {{0, OFTEN_NS}, {0, OFTEN_NS}};
    timer_t timer;
    bool found = false;

    pose_cycle();
    posed.notes[0].wanted = posed.notes[1].wanted = 0;
    note(&posed.notes[0], DEADLOCK_RUNS, 0);
    note(&posed.notes[1], DEADLOCK_RUNS, 0);
    posed.notes[1].has[1] = 0;
    signal(SIGUSR1, hand_over);
    CU_ASSERT_EQUAL_FATAL(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    timer_settime(timer, 0, &often, NULL);
    for (long end_ns = clock_ns() + LONG_NS; !found && clock_ns() < end_ns;)
        found = deadlock_found(&posed);
    timer_delete(timer);
    signal(SIGUSR1, SIG_IGN);
    CU_ASSERT_FALSE(found);
}

/* ---- What is said about it. ---- */

/* Does the repair restore missing money, and only that? */
TEST(repair_restores_the_sum)
{
    pose_cycle();
    deadlock_repair(&posed);
    CU_ASSERT_EQUAL(posed.repaired, 0);
    posed.balances[0] = 90;
    deadlock_repair(&posed);
    CU_ASSERT_EQUAL(posed.balances[0], 100);
    CU_ASSERT_EQUAL(posed.balances[1], 100);
    CU_ASSERT_EQUAL(posed.repaired, 10);
}

/* Does money lost without a deadlock give status 1? */
TEST(lost_money_is_judged)
{
    for (int i = 0; i < 4; i++) {
        struct deadlock_options options = {.workers = 2, .fix = true};
        struct deadlock_result result = {.finished = 2,
            .stuck = i / 2,
            .expected = 200,
            .actual = i % 2 ? 190 : 200};
        CU_ASSERT_EQUAL(scenario.judge(&options, &result), i / 2 ? STATUS_STUCK
                                                           : i % 2
                                                               ? STATUS_BROKEN
                                                               : STATUS_HELD);
        CU_ASSERT_EQUAL(result.ok, i == 0);
    }
}

/* What are the defaults? */
TEST(defaults_are_idiomatic)
{
    const char *sync = model_is("proc") ? "sem" : "mutex";
    const struct outcome *seen = run_twin("--json");
    struct verdict must = expect(DEADLOCK_SELF, DEADLOCK_MUTEX, false, 2);

    check_verdict(seen, &must, 2);
    check_json(seen->out, "case=self sync=%s", sync);
    CU_ASSERT_STRING_EQUAL(deadlock_default_sync, sync);
}

/* Without forcing, may it end either way, except with coroutines, which never
 * deadlock? And does ThreadSanitizer see the two lock orders even without a
 * deadlock? */
TEST(unforced_run_may_end_either_way)
{
    for (int i = 0; i < 10; i++) {
        const struct outcome *seen = run_twin("--case=order --unforced --json");
        bool stuck = long_at(seen->out, "stuck") == 2;
        struct verdict must = expect(DEADLOCK_ORDER, DEADLOCK_MUTEX, !stuck, 2);
        CU_ASSERT_FALSE(stuck && model_is("coro"));
        if (UNDER_TSAN && model_is("thread") && !stuck) {
            CHECK_HAS(seen->err, "lock-order-inversion");
        } else {
            check_verdict(seen, &must, 2);
        }
    }
}

/* ---- Left hanging. ---- */

/* The program's stderr, so that we can wait for what it says. */
static int says_here[2];

static bool
prepare_to_be_heard(void)
{
    return dup2(says_here[1], STDERR_FILENO) == STDERR_FILENO;
}

/* The next line that it says; empty when it says no more. */
static void
hear(char *line, size_t size)
{
    size_t length = 0;

    while (length + 1 < size && read(says_here[0], line + length, 1) == 1 &&
           line[length++] != '\n')
        ;
    line[length] = '\0';
}

/* Start it, and wait until it says that all hang. */
static void
start_hanging(const char *option)
{
    char line[256];

    CU_ASSERT_EQUAL_FATAL(pipe2(says_here, O_CLOEXEC), 0);
    start_twin_with(PREPARED(prepare_to_be_heard), "--hang %s", option);
    close(says_here[1]);
    hear(line, sizeof(line));
    CHECK_HAS(line, "left hanging");
}

/* It ended so, and said no more than `word` (NULL: nothing). */
static void
finish_hanging(int signal, const char *word)
{
    const struct outcome *seen = program_finish();
    char line[256];

    CU_ASSERT_EQUAL(seen->signal, signal);
    CU_ASSERT(signal != 0 || seen->status == STATUS_BROKEN);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    hear(line, sizeof(line));
    CU_ASSERT_EQUAL(*line != '\0', word != NULL);
    CU_ASSERT(word == NULL || strstr(line, word) != NULL);
    close(says_here[0]);
}

static bool
can_hang(void)
{
    if (!model_is("coro"))
        return true;
    check_refusal(run_twin("--hang"), STATUS_CANNOT, "--hang", "scheduler");
    return false;
}

/* Asked to stop while all hang, does it clean up and die of the same signal?
 * And when the terminal sends it to the workers, too? When it is killed, do its
 * workers end? */
TEST(stop_is_obeyed)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL};

    for (int i = 0; can_hang() && i < 4 * COUNT(stops); i++) {
        int stop = stops[i / 2 % COUNT(stops)];
        bool by_terminal = i >= 2 * COUNT(stops);
        start_hanging(i % 2 ? "--case=order" : "--sync=robust");
        kill(by_terminal ? -program_id() : program_id(), stop);
        finish_hanging(stop, NULL);
    }
}

/* When another program kills a worker, is that not taken as part of the case?
 */
TEST(killed_worker_is_named)
{
    char process[64];
    pid_t ids[2];

    if (!can_kill_worker())
        return;
    for (int i = 0; i < 2; i++) {
        start_hanging("--case=order");
        CU_ASSERT_EQUAL_FATAL(program_others(ids, 2), 2);
        kill(ids[i], SIGKILL);
        snprintf(process, sizeof(process), "(process %d)", (int)ids[i]);
        finish_hanging(0, process);
    }
}

const struct usual usual = {
    .limits = WORDS("--workers=1", "--workers=65"),
    .short_runs = {"--fix"},
    .many_workers = "--workers=64 --fix",
    .no_processes = "--fix",
    .segment = "--fix",
    .small_shm = "--fix",
    /* It waits a second for threads that are still there. */
    .tsan_options = "atexit_sleep_ms=0",
};
