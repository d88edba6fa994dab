/* If a probe dies, hangs, answers nonsense or is missing, is it named, and is
 * the rest of the table still printed? If the tool itself is stopped or killed,
 * at any moment, is anything left? */

#include "../harness/stage.h"
#include "../harness/timing.h"

#include "kit/clock.h"
#include "kit/cpus.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_HOGS = 16 };

static const char honest[] = ACTOR_ANSWERS("1000");

/* An actor who answers honestly so many times, and then does this. */
#define ACTOR_AFTER(answers, deed)                                             \
    "while read -r verb count way; do asked=$((asked + 1))\n"                  \
    "if [ $asked -gt " #answers " ]; then " deed "; fi\n"                      \
    "echo \"$((count * 1000)) $count\"; done\n"

/* Nobody is left of it that could outlive it: it becomes the sleeper. */
#define HANG "exec sleep 1000"

static void
cast(const char *proc, const char *thread)
{
    stage_actor("proc/create", proc);
    stage_actor("thread/create", thread);
    stage_actor("task", honest);
}

/* Is this actor in proc's place named with those words, in the table and in the
 * object, with status 1 and a line on stderr, and the rest still there? */
static void
check_blamed(const char *actor, const char *words)
{
    const char *run[] = {
        "create", "--how=fork,vfork", "--precision=100", NULL, NULL};

    cast(actor, honest);
    const struct outcome *seen = timing_measure(stage_run, 2, run);
    check_complaint(seen, STATUS_BROKEN, "proc/create");
    CHECK_HAS(seen->err, words);
    CHECK_HAS(seen->out, "1.00 us");
    timing_check_text(seen->out);

    run[3] = "--json";
    seen = timing_measure(stage_run, 2, run);
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    timing_check_answer(seen->out);
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");
    CU_ASSERT_FALSE(timing_has_figure(fork));
    CHECK_HAS(word_at(fork, "reason"), words);
    CU_ASSERT(timing_has_figure(
        timing_entry(seen->out, "create", "thread", "thread")));
    const char *vfork = timing_entry(seen->out, "create", "proc", "vfork");
    CU_ASSERT(timing_has_figure(vfork));
    CU_ASSERT_FALSE(is_null_at(vfork, "ratio"));
}

/* Is a probe named that dies at once, during calibration, or during the rounds?
 */
TEST(dead_probe_is_named)
{
    check_blamed("kill -9 $$\n", "killed by SIGKILL");
    check_blamed(ACTOR_AFTER(2, "kill -9 $$"), "killed by SIGKILL");
    check_blamed(ACTOR_AFTER(20, "kill -SEGV $$"), "killed by SIGSEGV");
    check_blamed(ACTOR_AFTER(20, "exit 5"), "status 5");
    check_blamed("exit 0\n", "status 0");
}

/* Is a probe named that hangs: before it has read anything, stopped between
 * rounds, in the middle of a line, in an endless loop, with its pipe closed? */
TEST(hanging_probe_is_named)
{
    check_blamed(HANG "\n", "no answer");
    check_blamed(ACTOR_AFTER(20, "kill -STOP $$"), "no answer");
    check_blamed(ACTOR_AFTER(20, "printf 12; " HANG), "no answer");
    check_blamed(ACTOR_AFTER(20, "while :; do :; done"), "no answer");
    check_blamed(
        ACTOR_AFTER(20, "trap '' TERM; exec sleep 1000 >&-"), "was killed");
}

/* Busy loops, two for each CPU, until stop_hogs. */
static void
start_hogs(pid_t ids[MOST_HOGS], int count)
{
    for (int i = 0; i < count; i++) {
        ids[i] = fork();
        CU_ASSERT_NOT_EQUAL_FATAL(ids[i], -1);
        if (ids[i] == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;)
                __asm__ volatile("");
        }
    }
}

static void
stop_hogs(const pid_t ids[MOST_HOGS], int count)
{
    for (int i = 0; i < count; i++) {
        kill(ids[i], SIGKILL);
        waitpid(ids[i], NULL, 0);
    }
}

/* Is a probe that works, but hardly gets a CPU for far longer than we would
 * wait, not blamed? */
TEST(starved_probe_is_not_blamed)
{
    static const char starved[] =
        "renice -n 19 -p $$ >/dev/null 2>&1\n" ACTOR_AFTER(5,
            "if [ $asked = 6 ]; then while [ $((i += 1)) -lt 20000 ]; do :; "
            "done; fi");
    pid_t ids[MOST_HOGS];
    int count = 2 * cpus_usable() < MOST_HOGS ? 2 * cpus_usable() : MOST_HOGS;

    cast(starved, honest);
    start_hogs(ids, count);
    const struct outcome *seen =
        stage_run(WORDS("create", "--how=fork", "--max-seconds=1"));
    stop_hogs(ids, count);
    CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* Is a probe named that does not end when it is dismissed? */
TEST(lingering_probe_is_named)
{
    check_blamed(ACTOR_ANSWERS("1000") "trap '' TERM\n" HANG "\n",
        "did not end by itself");
}

/* Is a probe that has not begun when the time is up dismissed without a
 * message? */
TEST(late_probe_is_not_blamed)
{
    cast(honest, honest);
    stage_actor("task", "case \"$*\" in *--huge*) " HANG ";; esac\n"
                        "sleep 0.4\n" ACTOR_ANSWERS("1000"));
    const struct outcome *seen =
        stage_run(WORDS("create", "--memory=512M", "--max-seconds=0.1"));

    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CHECK_HAS(seen->out, "--max-seconds");
}

/* Is a probe named that gives an invalid answer? */
TEST(bad_answer_is_named)
{
    static const char *const lines[] = {"echo hello", "echo 1", "echo 1 2 3",
        "echo -1 5", "echo 5 -1", "echo", "printf '%0200d' 1", "echo nan nan"};

    for (int i = 0; i < COUNT(lines); i++) {
        char actor[256];
        snprintf(actor, sizeof(actor), "while read -r line; do %s; done\n",
            lines[i]);
        check_blamed(actor, "no sense");
    }
}

/* Is a probe that says that this machine cannot do it no failure, with status
 * 0? */
TEST(unable_probe_is_no_failure)
{
    cast(ACTOR_AFTER(3, "echo 'sorry: not here' >&2; exit 77"), honest);
    const struct outcome *seen =
        stage_run(WORDS("create", "--how=fork", "--json", "--precision=100"));
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    timing_check_answer(seen->out);
    CHECK_HAS(word_at(fork, "reason"), "77");
    CU_ASSERT(timing_has_figure(
        timing_entry(seen->out, "create", "thread", "thread")));
    CU_ASSERT(is_one_line(seen->err));
}

/* If a program is missing, or may not be run, is the rest still measured? And
 * is one that the kernel cannot start named? */
TEST(missing_program_leaves_the_rest)
{
    static const char *const run[] = {
        "create", "--how=fork,vfork", "--json", "--precision=100", NULL};

    for (int i = 0; i < 2; i++) {
        cast(honest, honest);
        if (i == 0)
            stage_actor("proc/create", NULL);
        else
            stage_permit("proc/create", false);
        const struct outcome *seen = stage_run(run);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        timing_check_answer(seen->out);
        CU_ASSERT(timing_has_figure(
            timing_entry(seen->out, "create", "thread", "thread")));
        CU_ASSERT(timing_has_figure(
            timing_entry(seen->out, "create", "proc", "vfork")));
        CU_ASSERT(strstr(seen->out, "\"fork\"") != NULL ||
                  strstr(seen->err, "proc/create") != NULL);
        stage_actor("thread/create", NULL);
        stage_actor("task", NULL);
        seen = stage_run(run);
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT(is_one_line(seen->err));
        CHECK_HAS(seen->err, i == 0 ? "programs to time" : "proc/create");
    }
    stage_actor("proc/create", NULL);
    check_refused(stage_run(WORDS("scale", "--max=2")), STATUS_CANNOT,
        "the programs to time");
}

/* Start on the stage, wait until the actor is there, and send the signal. */
static const struct outcome *
stop_there(const char *actor, int signal)
{
    cast(actor, actor);
    stage_start(WORDS(
        "create", "--how=fork", "--precision=0.001", "--max-seconds=3600"));
    CU_ASSERT(stage_await("here"));
    kill(program_id(), signal);
    return program_finish();
}

#define HERE ": >$stage/here; "

/* Stopped or killed while a probe starts, is calibrated, is asked in rounds, or
 * is dismissed: does it die of that signal, silently, and end the probes? */
TEST(stop_is_obeyed_at_each_stage)
{
    static const char *const actors[] = {
        HERE HANG "\n",
        ACTOR_AFTER(1, HERE HANG),
        ACTOR_AFTER(30, HERE HANG),
        ACTOR_ANSWERS("1000") HERE HANG "\n",
        ACTOR_ANSWERS("1000") "trap '' TERM INT HUP\n" HERE HANG "\n",
    };
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGKILL};

    for (int i = 0; i < COUNT(actors); i++)
        for (int j = 0; j < 4; j++) {
            const struct outcome *seen = stop_there(actors[i], signals[j]);
            CU_ASSERT_EQUAL(seen->signal, signals[j]);
            CU_ASSERT_STRING_EQUAL(seen->out, "");
            CU_ASSERT_STRING_EQUAL(seen->err, "");
        }
}

static void
start_real(const char *operand)
{
    program_start("timing",
        WORDS(operand, "--precision=0.001", "--max-seconds=3600"), NULL);
}

/* The same with the real probes and all their workers, later and later:
 * whatever the moment, nothing may be left. */
TEST(stop_is_obeyed_at_any_moment)
{
    static const int signals[] = {SIGKILL, SIGINT, SIGKILL, SIGTERM};
    static const char *const operands[] = {"switch", "create"};

    for (int i = 0; i < 24; i++) {
        long delay_ns = NS_PER_MS / 2;
        for (int j = 0; j < i / 2; j++)
            delay_ns += delay_ns / 2; /* up to 43 ms */
        start_real(operands[i % 2]);
        clock_sleep_ns(delay_ns);
        check_silent_death(program_id(), signals[i % 4]);
    }
}

/* When the whole machine stands still for longer than a probe may take, is no
 * probe blamed? */
TEST(standstill_is_nobodys_fault)
{
    for (int i = 0; i < 3; i++) {
        program_start(
            "timing", WORDS("switch", "--how=sem", "--max-seconds=2"), NULL);
        clock_sleep_ns(300L * NS_PER_MS);
        kill(-program_id(), SIGSTOP);
        clock_sleep_ns(1000L * NS_PER_MS);
        kill(-program_id(), SIGCONT);
        const struct outcome *seen = program_finish();
        CU_ASSERT_NOT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
}

/* When all real probes and their workers are killed, does it say so, and end?
 */
TEST(killed_probes_are_reported)
{
    enum { MOST = 64 };
    pid_t others[MOST];

    start_real("switch");
    CU_ASSERT(program_await_work(1));
    int count = program_others(others, MOST);
    CU_ASSERT(count > 0);
    for (int i = 0; i < count && i < MOST; i++)
        kill(others[i], SIGKILL);
    clock_sleep_ns(100 * NS_PER_MS);
    kill(program_id(), SIGTERM); /* the rest would go on for an hour */
    const struct outcome *seen = program_finish();
    CU_ASSERT(seen->status == STATUS_BROKEN || seen->signal == SIGTERM);
}

TIMING_NEEDS_TWO_MODELS
