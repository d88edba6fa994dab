/* Is a task made and reaped in every way, as often as asked; and are the ways
 * what they say they are? */

#include "../../tools/task/child.h"
#include "../../tools/task/ways.h"

#include "../harness/program.h"

#include "kit/clock.h"
#include "kit/footprint.h"
#include "kit/stop.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TASK(...) RUN("task", __VA_ARGS__)

static const char *const plain[] = {"fork", "raw-fork", "exit", "vfork",
    "spawn", "exec", "thread", "fresh-stack", "detached", "share-none",
    "share-vm", "share-fs", "share-files", "share-sighand", "share-futex",
    "share-thread", NULL};
static const char *const names[] = {
    "new-user", "new-pid", "new-ipc", "new-ns", NULL};

/* TSan knows no task but those that pthread_create makes. */
static bool
is_tried(const char *way)
{
    return !UNDER_TSAN || strncmp(way, "share-", 6) != 0;
}

/* "--how=WAY", until the next one. */
static const char *
how_of(const char *way)
{
    static char how[64];

    snprintf(how, sizeof(how), "--how=%s", way);
    return how;
}

/* Is every task reaped that was created, in every way? */
TEST(all_are_reaped)
{
    for (size_t i = 0; plain[i] != NULL; i++) {
        if (!is_tried(plain[i]))
            continue;
        const struct outcome *seen =
            TASK(how_of(plain[i]), "--count=20", "--json", "--pin");
        check_held(seen);
        CU_ASSERT(is_json(seen->out));
        check_json(seen->out, "reaped=20 how=%s", plain[i]);
        CU_ASSERT(long_at(seen->out, "elapsed_ns") > 0);
    }
}

/* Are tasks with namespaces of their own reaped, or refused in one line? */
TEST(namespaces_are_made_or_refused)
{
    for (size_t i = 0; names[i] != NULL; i++)
        for (int ordinary = 0; ordinary < 2; ordinary++) {
            const struct outcome *seen = program_run("task",
                WORDS(how_of(names[i]), "--count=3", "--json"),
                ordinary ? PREPARED(prepare_ordinary_user) : NULL);
            if (seen->status == STATUS_HELD) {
                CU_ASSERT_EQUAL(long_at(seen->out, "reaped"), 3);
                continue;
            }
            check_refused(seen, STATUS_CANNOT, names[i]);
        }
}

/* Does the probe answer for several ways, each with its count? */
TEST(probe_knows_all_ways)
{
    static const struct setting asked = {
        .input = "batch 3\nbatch 2 vfork\nbare 5\nbatch 4 thread\n"};
    long ns[4], counted[4];
    char rest;
    const struct outcome *seen =
        program_run("task", WORDS("--probe", "--ballast=1M"), &asked);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL_FATAL(
        sscanf(seen->out, "%ld %ld\n%ld %ld\n%ld %ld\n%ld %ld\n%c", &ns[0],
            &counted[0], &ns[1], &counted[1], &ns[2], &counted[2], &ns[3],
            &counted[3], &rest),
        8);
    CU_ASSERT_EQUAL(counted[0], 3);
    CU_ASSERT_EQUAL(counted[1], 2);
    CU_ASSERT_EQUAL(counted[2], 0);
    CU_ASSERT_EQUAL(counted[3], 4);
}

/* Is an unknown way reported as a mistake, even in a request? */
TEST(unknown_ways_are_refused)
{
    static const struct setting asked = {.input = "batch 3 levitate\n"};
    const struct outcome *seen = TASK("--how=levitate");

    check_refused(seen, STATUS_USAGE, "");
    seen = program_run("task", WORDS("--probe"), &asked);
    check_refused(seen, STATUS_USAGE, "levitate");
}

static int
flags_of(const char *name)
{
    return way_named(name)->flags;
}

/* Does each way of clone share one thing more than the one before it, or own
 * one thing more, with no other difference? */
TEST(flags_are_added_one_at_a_time)
{
    static const struct {
        const char *before, *way;
        int change; /* added or taken away */
    } steps[] = {
        {"share-none", "share-vm", CLONE_VM},
        {"share-vm", "share-fs", CLONE_FS},
        {"share-fs", "share-files", CLONE_FILES},
        {"share-files", "share-sighand", CLONE_SIGHAND},
        {"share-sighand", "share-futex", CLONE_CHILD_CLEARTID},
        {"share-futex", "share-thread", CLONE_THREAD | SIGCHLD},
        {"share-none", "new-user", CLONE_NEWUSER},
        {"share-none", "new-pid", CLONE_NEWPID},
        {"new-pid", "new-ipc", CLONE_NEWIPC},
        {"new-ipc", "new-ns", CLONE_NEWNS},
    };

    CU_ASSERT_EQUAL(flags_of("share-none"), SIGCHLD);
    for (int i = 0; i < COUNT(steps); i++)
        CU_ASSERT_EQUAL(flags_of(steps[i].before) ^ flags_of(steps[i].way),
            steps[i].change);
}

static bool
prepare_file_of_requests(void)
{
    static const char requests[] = "batch 2\nbatch 1\nbatch 3\n";
    FILE *file = tmpfile();

    return file != NULL && fputs(requests, file) != EOF && fflush(file) == 0 &&
           lseek(fileno(file), 0, SEEK_SET) == 0 &&
           dup2(fileno(file), STDIN_FILENO) == STDIN_FILENO;
}

/* Is each request answered once, even where a child that leaves by exit could
 * put back input of the file to be read again? */
TEST(requests_are_read_once)
{
    long counted[3];
    char rest;
    const struct outcome *seen =
        RUN_UNDER(prepare_file_of_requests, "task", "--how=exit", "--probe");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL_FATAL(sscanf(seen->out, "%*d %ld\n%*d %ld\n%*d %ld\n%c",
                              &counted[0], &counted[1], &counted[2], &rest),
        3);
    CU_ASSERT(counted[0] == 2 && counted[1] == 1 && counted[2] == 3);
}

static void
reap_one_that_died_of(int number)
{
    pid_t id = fork();

    if (id == 0) {
        signal(number, SIG_DFL);
        raise(number);
    }
    _exit(child_reap(id, 0));
}

/* Is a killed task reported, with status 1; and is it no failure if all were
 * asked to stop? */
TEST(killed_task_is_reported)
{
    const struct outcome *seen = IN_CHILD({
        stop_note();
        reap_one_that_died_of(SIGKILL);
    });

    check_refused(seen, STATUS_BROKEN, "killed by SIGKILL");
    seen = IN_CHILD({
        stop_note();
        raise(SIGINT);
        reap_one_that_died_of(SIGINT);
    });
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* Is the first instruction before the end; and is --until=first refused where
 * no code of ours runs? */
TEST(first_is_before_the_end)
{
    static const char *const without[] = {"spawn", "exec", "syscall", NULL};

    for (size_t i = 0; plain[i] != NULL; i++) {
        if (!is_tried(plain[i]) || strcmp(plain[i], "spawn") == 0 ||
            strcmp(plain[i], "exec") == 0)
            continue;
        const struct outcome *seen =
            TASK(how_of(plain[i]), "--count=20", "--json", "--until=first");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT(long_at(seen->out, "elapsed_ns") > 0);
    }
    for (size_t i = 0; without[i] != NULL; i++)
        check_refused(TASK(how_of(without[i]), "--until=first"), STATUS_USAGE,
            without[i]);
}

/* Has it the ballast within that time? */
static bool
has_ballast(const char *ballast, long patience_ns)
{
    long until_ns = clock_ns() + patience_ns;
    bool has = false;

    program_start(
        "task", WORDS("--how=thread", ballast, "--count=1000000000"), NULL);
    program_await_work(0);
    while (!has && clock_ns() < until_ns) {
        has = footprint_resident(program_id()) >= 64L << 20;
        clock_sleep_ns(10000000);
    }
    kill(program_id(), SIGTERM);
    program_finish();
    return has;
}

/* Is the ballast resident? */
TEST(ballast_is_resident)
{
    const long second_ns = 1000000000;

    CU_ASSERT(has_ballast("--ballast=64M", patience_s() * second_ns / 2));
    CU_ASSERT(UNDER_SANITIZER || !has_ballast("--ballast=0", second_ns / 2));
}

/* Are huge pages used, or does the message say that there are none? Is more
 * memory than the machine has refused beforehand? */
TEST(huge_pages_are_used_or_refused)
{
    const struct outcome *seen = TASK("--ballast=8M", "--huge", "--count=1");

    if (seen->status != STATUS_HELD)
        check_refused(seen, STATUS_CANNOT, "huge");
    seen = TASK("--huge", "--count=1");
    check_refused(seen, STATUS_USAGE, "");
    seen = TASK("--ballast=1024G", "--count=1");
    check_refused(seen, STATUS_CANNOT, "free");
}

/* Does it die of the signal that asks it to stop, in every way, with no task
 * left? (The harness looks.) */
TEST(stops_are_obeyed)
{
    for (size_t i = 0; plain[i] != NULL; i++) {
        if (!is_tried(plain[i]))
            continue;
        program_start(
            "task", WORDS(how_of(plain[i]), "--count=1000000000"), NULL);
        program_await_work(0);
        check_death(program_id(), i % 2 == 0 ? SIGTERM : SIGINT);
    }
}

/* Is a limit of tasks reported in one line, with status 77? */
TEST(task_limit_is_reported)
{
    if (is_skipped(UNDER_SANITIZER, "the sanitizer needs a task of its own"))
        return;
    for (size_t i = 0; plain[i] != NULL; i++) {
        if (!is_tried(plain[i]))
            continue;
        const struct outcome *seen = RUN_UNDER(
            prepare_no_processes, "task", how_of(plain[i]), "--count=2");
        if (!seen->prepared)
            return;
        check_refused(seen, STATUS_CANNOT, "ulimit -u");
    }
}
