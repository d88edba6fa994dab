/* When one of step's own system calls fails: does it find the same as ever, or
 * say in one line why it does not? (tests/tools/faults.c asks other programs.)
 */

#include "../harness/fault.h"
#include "../harness/folder.h"
#include "../harness/program.h"
#include "../harness/source.h"
#include "../harness/stepping.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SLOW_RUNS = 3 };

static const char *compiled;

/* Becomes gcc. */
static void
compile(void)
{
    char name[64], path[PATH_MAX];

    snprintf(name, sizeof(name), "tests/step/cases/%s.c", compiled);
    if (source_find(path, name))
        execlp(
            "gcc", "gcc", "-g", "-pthread", "-o", compiled, path, (char *)NULL);
    _exit(STATUS_CANNOT);
}

/* Can that case be stepped? Then it is here. */
static bool
has_case(const char *name)
{
    if (!can_step())
        return false;
    CU_ASSERT_EQUAL_FATAL(chdir(folder_path("")), 0);
    compiled = name;
    return !is_skipped(IN_CHILD(compile())->status != STATUS_HELD,
        "gcc compiles nothing here");
}

/* Make the nth call fail. */
static const struct outcome *
run_with(const char *const *words, long number, int error, long nth)
{
    fault_arm(number, error, nth);
    return program_run("step", words, PREPARED(prepare_fault));
}

/* Make step's first calls fail one after the other: does it find the same each
 * time, or say in one line why it does not? */
static void
walk_step(const char *const *words, long number, int error, long most_calls)
{
    long calls = LONG_MAX;

    const struct outcome *seen = program_run("step", words, NULL);
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    char *whole_text = strdup(seen->out);
    for (long nth = 1; nth <= most_calls && calls >= nth - 1; nth++) {
        seen = run_with(words, number, error, nth);
        calls = fault_calls();
        if (is_skipped(!seen->prepared, "seccomp(2) gives no listener here"))
            break;
        CU_ASSERT(
            seen->status == STATUS_BROKEN || seen->status == STATUS_CANNOT);
        CU_ASSERT(
            (is_one_line(seen->err) && strncmp(seen->err, "step: ", 6) == 0) ||
            (seen->err[0] == '\0' && strcmp(seen->out, whole_text) == 0));
    }
    free(whole_text);
}

/* Where ptrace is refused, to the program that is to be traced or to its
 * tracer, from the start to where the workers begin? */
TEST(refused_ptrace_is_told)
{
    if (can_step())
        walk_step(WORDS("counter", "--model=proc", "--schedule=ABBA"),
            SYS_ptrace, EPERM, 24);
}

/* Where it cannot write to the program's memory? */
TEST(unwritten_memory_is_told)
{
    if (has_case("increment"))
        walk_step(WORDS("--preemptions=1", "--", "./increment"), SYS_pwrite64,
            EIO, LONG_MAX);
}

/* Where it cannot let the program go on: does it not wait for that? */
TEST(stopped_program_is_told)
{
    if (has_case("increment"))
        walk_step(WORDS("--preemptions=1", "--", "./increment"), SYS_ptrace,
            ESRCH, 12);
}

/* Where the program cannot stop itself before it begins? */
TEST(program_that_goes_on_is_told)
{
    if (has_case("increment"))
        walk_step(WORDS("--preemptions=1", "--", "./increment"), SYS_tgkill,
            EAGAIN, LONG_MAX);
}

/* Where it cannot kill a process at once? */
TEST(refused_kill_is_tried_again)
{
    if (has_case("fork_two"))
        walk_step(WORDS("--preemptions=1", "--", "./fork_two"), SYS_kill, EPERM,
            LONG_MAX);
}

static rlim_t few;

static bool
prepare_few_files(void)
{
    return setrlimit(RLIMIT_NOFILE, &(struct rlimit){few, few}) == 0;
}

/* Wherever it runs out of descriptors: is that what it says, and nobody else
 * killed, least of all the group of processes that it is in? */
TEST(few_descriptors_are_told)
{
    for (few = 4; few <= 16 && has_case("increment"); few++) {
        const struct outcome *seen = program_run(
            "step", WORDS("--", "./increment"), PREPARED(prepare_few_files));
        if (seen->status != STATUS_BROKEN)
            check_complaint(seen, STATUS_CANNOT, "Too many open files");
        program_explain();
    }
}

static bool
prepare_tight_shm(void)
{
    return hide_folder("/dev/shm", "size=8k");
}

/* A program that has what it needs the first time, but not while its first
 * process is kept: is it told what it lacks? */
TEST(second_start_that_fails_is_explained)
{
    if (!can_step())
        return;
    const struct outcome *seen = program_run(
        "step", WORDS("counter", "--model=proc"), PREPARED(prepare_tight_shm));
    if (!is_skipped(!seen->prepared, "nothing can be mounted here"))
        check_complaint(
            seen, STATUS_CANNOT, "is started again: proc/counter: ");
}

/* Where step cannot look at the program whose schedule it is to replay, is that
 * said, and the program not taken for another? */
TEST(unread_program_is_no_other)
{
    bool is_told = false;

    if (!has_case("fork_two"))
        return;
    RUN("step", "--save=saved", "--", "./fork_two");
    for (long nth = 1; nth <= 60 && !is_told; nth++) {
        const struct outcome *seen =
            run_with(WORDS("--replay=saved"), SYS_openat, EMFILE, nth);
        if (is_skipped(!seen->prepared, "seccomp(2) gives no listener here"))
            return;
        CHECK_LACKS(seen->err, "another build");
        is_told = strstr(seen->err, "build id") != NULL;
    }
    CU_ASSERT(is_told);
}

/* Where step is slow at looking at the tasks, file by file: does it find that
 * two sleep at the same time only if they do? */
TEST(looks_may_take_long)
{
    if (!has_case("main_converses"))
        return;
    for (int i = 0; i < SLOW_RUNS; i++) {
        const struct outcome *seen = run_with(
            i % 2 == 0 ? WORDS("--", "./main_converses")
                       : WORDS("--function=add", "--", "./main_converses"),
            SYS_openat, 0, LONG_MAX);
        if (is_skipped(!seen->prepared, "seccomp(2) gives no listener here"))
            return;
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CHECK_HAS(seen->out, "total");
    }
}
