/* Are as many workers created and reaped as requested, and does the probe
 * answer its requests? */

#include "create.h"

#include "harness/probed.h"
#include "harness/twin.h"

#include "kit/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Is every created worker reaped? */
TEST(all_are_reaped)
{
    for (int count = 1; count <= 100; count += 33) {
        const char *out = run_held("--count=%d --json", count);
        check_json(out, "count=%d reaped=%d ok=true", count, count);
        CU_ASSERT(long_at(out, "elapsed_ns") > 0);
        CU_ASSERT(real_at(out, "each_ns") > 0);
    }
}

/* Does a worker that was not reaped give status 1? */
TEST(missing_worker_is_judged)
{
    struct create_options options = {.count = 10};
    struct create_result good = {.reaped = 10, .elapsed_ns = 50};
    struct create_result bad = {.reaped = 9, .elapsed_ns = 50};

    CHECK_JUDGED(&options, &good, true);
    CHECK_JUDGED(&options, &bad, false);
    CU_ASSERT_DOUBLE_EQUAL(good.each_ns, 5.0, 1e-9);
}

static bool
ignore_dead_children(void)
{
    return signal(SIGCHLD, SIG_IGN) != SIG_ERR;
}

/* Are they reaped even if the parent ignores SIGCHLD, so that a dead child
 * would be reaped by the kernel? */
TEST(ignored_sigchld_does_no_harm)
{
    check_answer(
        run_twin_with(PREPARED(ignore_dead_children), "--count=10 --json"),
        STATUS_HELD);
}

/* Does the probe answer each batch with one line: nanoseconds, and how many
 * were reaped; 0 for a bare one? */
TEST(probe_answers)
{
    static const struct setting setting = {
        .input = "batch 3\nbare 1000\nbatch 1\n"};
    const struct outcome *seen = run_twin_with(&setting, "--probe");
    struct probed probed;

    check_held(seen);
    probe_read(&probed, seen->out);
    CU_ASSERT_EQUAL_FATAL(probed.count, 3);
    CU_ASSERT(probed.elapsed_ns[0] > 0 && probed.elapsed_ns[2] > 0);
    CU_ASSERT(probed.counted[0] == 3 && probed.counted[2] == 1);
    CU_ASSERT(probed.elapsed_ns[1] >= 0 && probed.counted[1] == 0);
}

static bool
prepare_folder_to_read(void)
{
    return dup2(open("/", O_RDONLY | O_CLOEXEC), STDIN_FILENO) != -1;
}

/* If its requests cannot be read, is that told, and no end of the input? */
TEST(unreadable_requests_are_told)
{
    check_refused(run_twin_with(PREPARED(prepare_folder_to_read), "--probe"),
        STATUS_CANNOT, "cannot read from stdin");
}

/* Does the result report what was injected, and is every worker still created
 * and reaped? */
TEST(injection_changes_no_count)
{
    const char *out =
        run_held("--count=20 --inject=1000 --inject-syscall --json");

    check_json(out, "reaped=20 inject=1000 inject_syscall=true");
}

static bool
has_ended(void)
{
    siginfo_t news = {.si_pid = 0};

    return waitid(P_PID, (id_t)program_id(), &news,
               WEXITED | WNOHANG | WNOWAIT) == -1 ||
           news.si_pid != 0;
}

/* Is the system call injected into a batch, and not into a bare one? */
TEST(probe_injects_a_call)
{
    check_injected_call();
}

/* When a worker is killed, is it named? Each lives for a moment only: so
 * workers are killed until one has not ended by itself before. */
TEST(killed_worker_is_named)
{
    pid_t victim;

    if (!can_kill_worker())
        return;
    allow_leak_check(false);
    start_twin("--count=1000000000");
    allow_leak_check(true);
    long until_ns = clock_ns() + patience_s() * NS_PER_S;
    while (!has_ended() && clock_ns() < until_ns)
        if (program_others(&victim, 1) == 1)
            kill(victim, SIGKILL);
    check_refused(program_finish(), STATUS_BROKEN, "was killed by SIGKILL");
}

const struct usual usual = {
    .limits = WORDS("--count=0", "--count=1000000000000", "--inject=-1",
        "--inject=1000001"),
    .short_runs = {"--count=1"},
    .no_processes = "--count=1",
    .probe = true,
    .endless = {{"--count=1000000000", 0}},
};
