/* When a system call fails, in prodcons whichever and wherever, in others where
 * it is easily overlooked: does the run still keep its promise, or say in one
 * line why it cannot; and is nobody left, and no name?
 *
 * A call is made to fail the first time, then the second, and so on, until the
 * run makes it no more often. With FAULTS=all in the environment: in every way
 * to guard the buffer, to wait and to store, which takes many minutes. */

#include "../harness/fault.h"
#include "../harness/folder.h"
#include "../harness/program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LOADER_GAVE_UP = 127 };

struct fault {
    const char *name;
    long number;
    int error;
};

static const struct fault faults[] = {
    {"openat", SYS_openat, EMFILE},
    {"fallocate", SYS_fallocate, ENOSPC},
    {"fallocate", SYS_fallocate, EINTR},
    {"ftruncate", SYS_ftruncate, ENOSPC},
    {"mmap", SYS_mmap, ENOMEM},
    {"munmap", SYS_munmap, ENOMEM},
    {"mprotect", SYS_mprotect, ENOMEM},
    {"clone", SYS_clone, EAGAIN},
    {"clone3", SYS_clone3, EAGAIN},
    {"linkat", SYS_linkat, ENOSPC},
#ifdef SYS_link /* the C library's choice */
    {"link", SYS_link, ENOSPC},
#endif
    {"getrandom", SYS_getrandom, EINTR},
    {"pipe2", SYS_pipe2, EMFILE},
    {"write", SYS_write, ENOSPC},
    {"futex", SYS_futex, EINTR},
    {"futex", SYS_futex, EAGAIN},
    {"membarrier", SYS_membarrier, EPERM},
    {"prctl", SYS_prctl, EPERM},
    {"sched_setaffinity", SYS_sched_setaffinity, EPERM},
    {"clock_nanosleep", SYS_clock_nanosleep, EINTR},
    {"rt_sigtimedwait", SYS_rt_sigtimedwait, EINTR},
    {"wait4", SYS_wait4, EINTR},
    {"wait4", SYS_wait4, ENOMEM},
    {"kill", SYS_kill, EPERM},
};

#define FEW "--items=12", "--slots=2", "--gap-us=10", "--json"

static const struct way {
    const char *program;
    const char *const *arguments;
} ways[] = {
    /* The first two are tried always. */
    {"proc/prodcons", WORDS("--sync=sem", FEW)},
    {"thread/prodcons", WORDS("--sync=ring", "--wait=block", FEW)},
    {"thread/prodcons", WORDS("--sync=sem", FEW)},
    {"proc/prodcons", WORDS("--sync=cond", FEW)},
    {"thread/prodcons", WORDS("--sync=cond", FEW)},
    {"proc/prodcons", WORDS("--sync=ring", "--wait=block", FEW)},
    {"proc/prodcons", WORDS("--sync=ring", "--publish=5", FEW)},
    {"thread/prodcons", WORDS("--sync=ring", "--wait=spin", FEW)},
    {"proc/prodcons", WORDS("--sync=mpmc", "--wait=block", FEW)},
    {"thread/prodcons", WORDS("--sync=mpmc", FEW)},
    {"proc/prodcons", WORDS("--sync=mpmc", "--wait=spin", FEW)},
    {"proc/prodcons", WORDS("--sync=robust", FEW)},
    {"thread/prodcons", WORDS("--sync=robust", "--wait=block", FEW)},
    {"proc/prodcons", WORDS("--sync=robust", "--respawn", "--wait=block", FEW)},
    {"coro/prodcons", WORDS("--sync=ring", FEW)},
    {"proc/prodcons", WORDS("--sink=rows", FEW)},
    {"thread/prodcons", WORDS("--sink=sqlite:base", FEW)},
    {"proc/prodcons", WORDS("--sink=rows", "--crash-consumer=5", FEW)},
    {"proc/prodcons", WORDS("--sink=sqlite:base", "--crash-consumer=5", FEW)},
};

/* Make the nth call fail. NULL: no call can be made to fail here. */
static const struct outcome *
run_with(const char *program, const char *const *arguments,
    const struct fault *fault, long nth, long *calls)
{
    if (is_skipped(UNDER_SANITIZER, "a sanitizer's own calls would fail, too"))
        return NULL;
    fault_arm(fault->number, fault->error, nth);
    const struct outcome *seen =
        program_run(program, arguments, PREPARED(prepare_fault));
    *calls = fault_calls();
    return is_skipped(!seen->prepared, "seccomp(2) gives no listener here")
               ? NULL
               : seen;
}

/* Is the run well, or is it told why not? An interruption is no reason. */
static void
judge(const struct outcome *seen, int error)
{
    if (seen->status == STATUS_HELD || error == EINTR) {
        check_held(seen);
        CU_ASSERT(bool_at(seen->out, "ok"));
    } else
        check_refused(seen,
            seen->status == STATUS_BROKEN ? STATUS_BROKEN : STATUS_CANNOT,
            "/prodcons: ");
}

/* The loader has words of its own, or none. What it calls, a run calls that
 * does nothing. False: see run_with. */
static bool
walk(const struct way *way, const struct fault *fault)
{
    const char *program = way->program;
    long calls, of_loader;
    const struct outcome *seen =
        run_with(program, WORDS("--version"), fault, LONG_MAX, &of_loader);

    for (long nth = 1; seen != NULL; nth++) {
        unsigned before = CU_get_number_of_failures();
        seen = run_with(program, way->arguments, fault, nth, &calls);
        if (seen == NULL || calls < nth)
            return seen != NULL;
        if (nth > of_loader ||
            (seen->signal == 0 && seen->status != LOADER_GAVE_UP))
            judge(seen, fault->error);
        if (CU_get_number_of_failures() > before) {
            printf("\n    %s number %ld fails: %s", fault->name, nth,
                strerror(fault->error));
            program_explain();
        }
    }
    return false;
}

/* Does each run succeed or fail with one line, whichever call fails? */
TEST(faults_are_survived_or_reported)
{
    const char *which = getenv("FAULTS");
    int count = which != NULL && strcmp(which, "all") == 0 ? COUNT(ways) : 2;

    CU_ASSERT_EQUAL_FATAL(chdir(folder_path("")), 0); /* for the sinks */
    for (int i = 0; i < count * COUNT(faults); i++)
        if (!walk(&ways[i / COUNT(faults)], &faults[i % COUNT(faults)]))
            return;
}

/* ---- Other programs. ---- */

static const struct {
    const char *program;
    const char *const *arguments;
    struct fault fault;
} overlooked[] = {
    {"proc/lifecycle", WORDS("--sleep-ms=1", "--json"),
        {"wait4", SYS_wait4, ENOMEM}},
    {"proc/lifecycle", WORDS("--kind=detached", "--sleep-ms=1", "--json"),
        {"wait4", SYS_wait4, ENOMEM}},
    {"proc/lifecycle", WORDS("--end=killed", "--sleep-ms=1", "--json"),
        {"tgkill", SYS_tgkill, EAGAIN}},
    {"proc/lifecycle", WORDS("--sleep-ms=1", "--json"),
        {"getsid", SYS_getsid, EPERM}},
    {"proc/lifecycle", WORDS("--kind=unix-daemon", "--sleep-ms=1", "--json"),
        {"prctl", SYS_prctl, EPERM}},
    {"proc/lifecycle", WORDS("--kind=unix-daemon", "--sleep-ms=1", "--json"),
        {"getsid", SYS_getsid, EPERM}},
    {"proc/memory", WORDS("--json"), {"newfstatat", SYS_newfstatat, EACCES}},
    {"coro/prodcons", WORDS("--sink=rows", "--crash-consumer=5", FEW),
        {"kill", SYS_kill, EPERM}},
};

/* Does a run that cannot wait for a child or kill itself say so,
 * and neither hang nor give an answer? */
TEST(failures_are_not_overlooked)
{
    CU_ASSERT_EQUAL_FATAL(chdir(folder_path("")), 0);
    for (int i = 0; i < COUNT(overlooked); i++) {
        const char *const *arguments = overlooked[i].arguments;
        const struct fault *fault = &overlooked[i].fault;
        const char *program = overlooked[i].program;
        long calls = LONG_MAX;
        const struct outcome *seen = program_run(program, arguments, NULL);
        int undisturbed = seen->status;
        for (long nth = 1; calls >= nth - 1; nth++) {
            seen = run_with(program, arguments, fault, nth, &calls);
            if (seen == NULL)
                return;
            if (seen->status == STATUS_BROKEN || seen->status == STATUS_CANNOT)
                check_refused(seen, seen->status, ": ");
            else
                CU_ASSERT(seen->status == undisturbed ||
                          seen->status == LOADER_GAVE_UP);
        }
    }
}

/* ---- Programs that start others. ---- */

/* Make the program's calls fail one after the other, and look at each run. */
static void
walk_program(const char *program, const char *const *arguments,
    const struct fault *fault, void (*look)(const struct outcome *seen))
{
    long calls = LONG_MAX;

    for (long nth = 1; calls >= nth - 1; nth++) {
        const struct outcome *seen =
            run_with(program, arguments, fault, nth, &calls);
        if (seen == NULL)
            return;
        look(seen);
        program_explain();
    }
}

static void
look_for_json(const struct outcome *seen)
{
    CU_ASSERT(is_json(seen->out));
}

/* What demo has printed so far: is it there once, also where a program
 * could not be started? */
TEST(nothing_is_printed_twice)
{
    static const struct fault fault = {"prctl", SYS_prctl, EPERM};

    walk_program(
        "demo", WORDS("--scenario=machine", "--json"), &fault, look_for_json);
}

/* A task that cannot become another program: is that said once? The first exec
 * is task's own. */
TEST(failed_exec_is_told_once)
{
    static const struct fault fault = {"execve", SYS_execve, EACCES};
    long calls;

    const struct outcome *seen =
        run_with("task", WORDS("--how=exec", "--count=3"), &fault, 2, &calls);
    if (seen != NULL)
        check_refused(seen, STATUS_CANNOT, "execve");
}

/* A holder of a lock that could not be killed: is it not said to have been? */
TEST(unkilled_holder_is_told)
{
    static const struct fault fault = {"kill", SYS_kill, EPERM};
    long calls;

    const struct outcome *seen = run_with("proc/deadlock",
        WORDS("--case=holder-killed", "--fix"), &fault, 1, &calls);
    if (seen != NULL)
        check_refused(seen, STATUS_CANNOT, "SIGKILL");
}

/* Where timing cannot ask a probe, is that blamed, and not the probe? */
TEST(broken_pipe_is_blamed)
{
    static const struct fault fault = {"write", SYS_write, ENOSPC};
    long calls;

    const struct outcome *seen = run_with("timing",
        WORDS("create", "--how=fork", "--max-seconds=0.1"), &fault, 1, &calls);
    if (seen != NULL)
        check_complaint(seen, STATUS_BROKEN, "No space left on device");
}

static int whole; /* how long pair's answer is, in twins */

static void
look_for_twins(const struct outcome *seen)
{
    int count = 0;

    for (const char *at = seen->out; (at = strstr(at, "\"model\"")); at++)
        count++;
    if (whole == 0)
        whole = count;
    CU_ASSERT(count == whole ||
              (seen->status != STATUS_HELD && seen->err[0] != '\0'));
}

/* Where pair cannot read what a twin prints, or may not look for it, is that no
 * shorter answer? */
TEST(missing_answer_is_told)
{
    static const struct fault faults_of_pair[] = {
        {"read", SYS_read, EIO},
        {"newfstatat", SYS_newfstatat, EACCES},
    };
    static const char *const words[] = {
        "counter", "--sync=mutex", "--iterations=10", "--json", NULL};

    whole = 0;
    look_for_twins(program_run("pair", words, NULL));
    for (int i = 0; i < COUNT(faults_of_pair); i++)
        walk_program("pair", words, &faults_of_pair[i], look_for_twins);
}

/* Where timing scale cannot read what a twin prints, is that told, and no table
 * made without it? */
TEST(unread_twin_is_told)
{
    static const struct fault fault = {"read", SYS_read, EIO};
    const struct outcome *seen = NULL;
    bool is_told = false;
    long calls = LONG_MAX;

    for (long nth = 1; calls >= nth - 1 && !is_told; nth++) {
        seen =
            run_with("timing", WORDS("scale", "--max=1", "--max-seconds=0.01"),
                &fault, nth, &calls);
        if (seen == NULL)
            return;
        is_told = strstr(seen->err, "cannot read what") != NULL;
    }
    check_refused(seen, STATUS_CANNOT, "/scale prints");
}

/* Where the kernel does not learn of the robust mutexes of a program, or of one
 * of its processes, which the C library does not tell: is that said, and nobody
 * waited for? */
TEST(robust_mutexes_need_the_kernel)
{
    static const struct fault fault = {
        "set_robust_list", SYS_set_robust_list, ENOSYS};
    static const struct {
        const char *program;
        int processes;
        const char *words[4];
    } rows[] = {
        {"proc/pool", 3, {"--tasks=5", "--crash-task=2", "--crash-at=queue"}},
        {"proc/counter", 3, {"--sync=robust", "--iterations=10"}},
        {"thread/counter", 1, {"--sync=robust", "--iterations=10"}},
        {"proc/prodcons", 3, {"--sync=robust", "--items=10"}},
        {"thread/prodcons", 1, {"--sync=robust", "--items=10"}},
        {"proc/deadlock", 1, {"--case=holder-killed", "--fix"}},
        {"proc/deadlock", 3, {"--case=order", "--sync=robust"}},
        {"thread/deadlock", 1, {"--case=order", "--sync=robust"}},
    };

    for (int i = 0; i < COUNT(rows); i++)
        for (int nth = 1; nth <= rows[i].processes; nth++) {
            long calls;
            const struct outcome *seen =
                run_with(rows[i].program, rows[i].words, &fault, nth, &calls);
            if (seen == NULL)
                return;
            check_refused(seen, STATUS_CANNOT, "set_robust_list");
        }
}
