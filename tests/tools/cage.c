/* Does the cage keep in whatever a student's program may try? Each question is
 * asked of every kind of cage. */

#define _GNU_SOURCE /* asprintf */

#include "tools/grade/cage.h"

#include "../harness/caged.h"
#include "../harness/folder.h"
#include "../harness/forbid.h"
#include "../harness/program.h"

#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *
self(void)
{
    static char number[16];

    snprintf(number, sizeof(number), "%d", (int)getpid());
    return number;
}

/* Does a fork bomb end, and with it all whom it has started? */
static bool
bomb_ends(void)
{
    const struct run_result *seen = caged_hostile("fork_bomb", "");

    return seen->end == RUN_LATE && !caged_lives();
}

static void
a_fork_bomb_ends(void)
{
    caged_ask(bomb_ends);
}

/* Who sends SIGKILL to everybody: does the grader live, and judge the next? */
static bool
killer_fails(void)
{
    return caged_hostile("kill_all", "")->end == RUN_EXITED &&
           caged_harmless("kill_all", "");
}

static void
kill_reaches_nobody(void)
{
    caged_ask(killer_fails);
}

static bool
tracer_and_parent_are_safe(void)
{
    return caged_harmless("kill_process", self()) &&
           caged_harmless("trace", self()) &&
           caged_harmless("read_memory", self());
}

/* Can the grader be killed, traced, or read? */
static void
the_grader_is_out_of_reach(void)
{
    caged_ask(tracer_and_parent_are_safe);
}

/* A daemon in a session of its own: does it end with the command? Is it seen?
 */
static bool
daemon_ends(void)
{
    const struct run_result *seen = caged_hostile("daemonize", "");

    return seen->end == RUN_EXITED && seen->left_processes >= 1 &&
           !caged_lives();
}

static void
a_daemon_ends(void)
{
    caged_ask(daemon_ends);
}

static bool
is_full(const char *what)
{
    const struct run_result *seen = caged_hostile(what, "");

    return seen->end == RUN_GREEDY ||
           (seen->end == RUN_EXITED && seen->status == 0);
}

/* Many files, none of them large: is that noticed? Also of those that have no
 * name any more? And are they gone afterwards? */
static bool
filling_ends(void)
{
    return is_full("fill_shm") && is_full("fill_shm_unnamed") &&
           is_full("fill_disk") && folder_count(caged_path("run")) <= 16;
}

static void
no_disk_is_filled(void)
{
    caged_ask(filling_ends);
}

/* Is an endless print cut off, and what was printed kept? */
static bool
flood_ends(void)
{
    const struct run_result *seen = caged_hostile("print_for_ever", "");

    return seen->end == RUN_FLOOD && seen->out_length == 1 << 16 &&
           strncmp(seen->out, "score 100, passed\n", 18) == 0;
}

static void
a_flood_is_cut_off(void)
{
    caged_ask(flood_ends);
}

/* The grader's files, and hidden tests: can they be read, changed or removed?
 * Not even if they are open to all, and not where it may make new ones. */
static bool
files_are_safe(void)
{
    char *results = strdup(caged_path("results.json"));
    char *program = strdup(caged_path("run/program"));

    folder_write(results, "ours");
    folder_write(program, "ours");
    chmod(program, 0644);
    bool safe = caged_harmless("read_file", results) &&
                caged_harmless("write_file", results) &&
                caged_harmless("write_file", program) &&
                strcmp(folder_read(results), "ours") == 0 &&
                strcmp(folder_read(program), "ours") == 0;
    free(results);
    free(program);
    return safe;
}

static void
files_are_out_of_reach(void)
{
    caged_ask(files_are_safe);
}

static bool
no_sockets(void)
{
    return caged_harmless("call_home", "");
}

/* Is there a network? */
static void
there_is_no_network(void)
{
    caged_ask(no_sockets);
}

/* Names and segments of System V: are they told, and gone? */
static bool
objects_are_gone(void)
{
    struct shmid_ds about;
    const struct run_result *seen =
        caged_hostile("leave_objects", "/hostile.left");

    return seen->status == 0 &&
           strcmp(seen->left_names, "hostile.left\n") == 0 &&
           access("/dev/shm/hostile.left", F_OK) == -1 &&
           shmctl(atoi(seen->out), IPC_STAT, &about) == -1 && errno == EINVAL;
}

static void
what_is_left_is_removed(void)
{
    caged_ask(objects_are_gone);
}

static bool
secret_stays(void)
{
    setenv("TOKEN", "secret", 1);
    return strstr(caged_hostile("print_environment", "")->out, "secret") ==
           NULL;
}

/* What stands in the grader's environment: does it stay there? */
static void
the_environment_is_not_told(void)
{
    caged_ask(secret_stays);
}

/* Do they end with a grader that is killed? */
static void
all_end_with_the_grader(void)
{
    caged_kill("fork_bomb");
}

static void
begin_without(void)
{
    prepare_ordinary_user();
    refuse_call(SYS_pivot_root, EPERM); /* which bubblewrap needs */
    prepare_forbidden();
    stop_hold();
    run_begin(true);
}

/* An ordinary user where bubblewrap is refused: is that refused, and what to do
 * told? */
static void
without_any_it_refuses(void)
{
    check_refused(function_run(begin_without), STATUS_CANNOT, "--no-sandbox");
}

int
main(int argc, char **argv)
{
    return caged_main(argc, argv);
}

const struct test tests[] = {
    TEST(a_fork_bomb_ends),
    TEST(kill_reaches_nobody),
    TEST(the_grader_is_out_of_reach),
    TEST(a_daemon_ends),
    TEST(no_disk_is_filled),
    TEST(a_flood_is_cut_off),
    TEST(files_are_out_of_reach),
    TEST(there_is_no_network),
    TEST(what_is_left_is_removed),
    TEST(the_environment_is_not_told),
    TEST(all_end_with_the_grader),
    TEST(without_any_it_refuses),
    {NULL, NULL},
};
