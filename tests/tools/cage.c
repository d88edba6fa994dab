/* Does the cage keep in whatever a student's program may try? Each question is
 * asked of every kind of cage. */

#include "tools/grade/cage.h"

#include "../harness/caged.h"
#include "../harness/folder.h"
#include "../harness/forbid.h"
#include "../harness/program.h"

#include "kit/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *
self(void)
{
    static char number[16];

    snprintf(number, sizeof(number), "%d", (int)getpid());
    return number;
}

/* Does a fork bomb end, and with it all whom it has started? */
CAGED_TEST(a_fork_bomb_ends)
{
    const struct run_result *seen = caged_hostile("fork_bomb", "");

    return seen->end == RUN_LATE && !caged_lives();
}

/* Who sends SIGKILL to everybody: does the grader live, and judge the next? */
CAGED_TEST(kill_reaches_nobody)
{
    return caged_hostile("kill_all", "")->end == RUN_EXITED &&
           caged_harmless("kill_all", "");
}

/* Can the grader be killed, traced, or read? */
CAGED_TEST(the_grader_is_out_of_reach)
{
    return caged_harmless("kill_process", self()) &&
           caged_harmless("trace", self()) &&
           caged_harmless("read_memory", self());
}

/* A daemon in a session of its own: does it end with the command? Is it seen?
 */
CAGED_TEST(a_daemon_ends)
{
    const struct run_result *seen = caged_hostile("daemonize", "");

    return seen->end == RUN_EXITED && seen->left_processes >= 1 &&
           !caged_lives();
}

static bool
is_full(const char *where)
{
    const struct run_result *seen = caged_hostile("fill", where);

    return seen->end == RUN_GREEDY ||
           (seen->end == RUN_EXITED && seen->status == 0);
}

/* Many files, none of them large: is that noticed? Also of those that have no
 * name any more? And are they gone afterwards? */
CAGED_TEST(no_disk_is_filled)
{
    return is_full("shm") && is_full("unnamed") && is_full("disk") &&
           folder_count(caged_path("run")) <= 16;
}

/* Is an endless print cut off, and what was printed kept? */
CAGED_TEST(a_flood_is_cut_off)
{
    const struct run_result *seen = caged_hostile("print_for_ever", "");

    return seen->end == RUN_FLOOD && seen->out_length == 1 << 16 &&
           strncmp(seen->out, "score 100, passed\n", 18) == 0;
}

/* The grader's files, and hidden tests: can they be read, changed or removed?
 * Not even if they are open to all, and not where it may make new ones. */
CAGED_TEST(files_are_out_of_reach)
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

/* Is there a network? */
CAGED_TEST(there_is_no_network)
{
    return caged_harmless("call_home", "");
}

/* Names and segments of System V: are they told, and gone? */
CAGED_TEST(what_is_left_is_removed)
{
    struct shmid_ds about;
    const struct run_result *seen =
        caged_hostile("leave_objects", "/hostile.left");

    return seen->status == 0 &&
           strcmp(seen->left_names, "hostile.left\n") == 0 &&
           access("/dev/shm/hostile.left", F_OK) == -1 &&
           shmctl(atoi(seen->out), IPC_STAT, &about) == -1 && errno == EINVAL;
}

/* Many and long names: are all of them told? And if they are more than a file
 * may hold, here 4 MiB, is the end of the program known all the same? */
CAGED_TEST(all_names_are_told)
{
    const struct run_result *seen = caged_hostile("leave_names", "100");

    return strlen(seen->left_names) == 100 * 201 &&
           caged_harmless("leave_names", "22000");
}

/* What is in the grader's environment: does it stay there? */
CAGED_TEST(the_environment_is_not_told)
{
    setenv("TOKEN", "secret", 1);
    return strstr(caged_hostile("print_environment", "")->out, "secret") ==
           NULL;
}

/* Do they end with a grader that is killed? */
TEST(all_end_with_the_grader)
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
TEST(without_any_it_refuses)
{
    check_refused(IN_CHILD(begin_without()), STATUS_CANNOT, "--no-sandbox");
}

int
main(int argc, char **argv)
{
    return caged_main(argc, argv);
}
