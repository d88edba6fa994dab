/* Does a grader that is stopped or killed leave nothing? */

#include "../harness/folder.h"
#include "../harness/graded.h"

#include <glob.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_running(void)
{
    glob_t found;
    int status = glob(folder_path("temporary/*/run/here"), 0, NULL, &found);

    globfree(&found);
    return status == 0;
}

/* Start a grader on a program that waits for ever, as a daemon of its does. It
 * runs when this returns. */
static void
start_waiting(void)
{
    static const char *const waits[] = {"#include <pthread",
        "#include <fcntl.h>\n#include <pthread.h>", "printf",
        "if (fork() == 0 && setsid() != -1 && fork() == 0)\n"
        "open(\"here\", O_CREAT, 0600);\n"
        "for (;;) pause();",
        NULL};

    lab_write("100 run run args=\"2 1\" expect=\"total 2\" seconds=60\n");
    mkdir(folder_path("temporary"), 0700);
    setenv("TMPDIR", folder_path("temporary"), 1);
    program_start("grade",
        WORDS("--lab", "own", "--no-sandbox", submission(adder(waits))), NULL);
    AWAIT(is_running());
    CU_ASSERT(is_running());
}

/* When it is asked to stop, is nothing left: no process (the harness looks),
 * and no folder? */
TEST(stopped_leaves_nothing)
{
    start_waiting();
    kill(program_id(), SIGTERM);
    const struct outcome *seen = program_finish();
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 0);
    unsetenv("TMPDIR");
}

static pid_t
child_of(pid_t parent)
{
    char path[64];
    int child = 0;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent,
        (int)parent);
    FILE *children = fopen(path, "r");
    CU_ASSERT_FATAL(children != NULL);
    CU_ASSERT_EQUAL(fscanf(children, "%d", &child), 1);
    fclose(children);
    return child;
}

/* And when it, or who grades for it, is killed? */
TEST(killed_leaves_nothing)
{
    for (int i = 0; i < 2; i++) {
        start_waiting();
        kill(i == 0 ? program_id() : child_of(program_id()), SIGKILL);
        CU_ASSERT_EQUAL(program_finish()->signal, SIGKILL);
        AWAIT(folder_count(folder_path("temporary")) == 0);
        CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 0);
    }
    unsetenv("TMPDIR");
}

/* And when both are: does the next grader remove what they have left, and
 * nothing else? */
TEST(next_grader_sweeps)
{
    start_waiting();
    pid_t grader = child_of(program_id());
    kill(program_id(), SIGSTOP);
    kill(grader, SIGKILL);
    kill(program_id(), SIGKILL);
    program_finish();
    mkdir(folder_path("temporary/twinlab.other"), 0700);
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 2);
    grade(adder(NULL));
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 1);
    rmdir(folder_path("temporary/twinlab.other"));
    unsetenv("TMPDIR");
}

/* Modes bind root too, then. */
static bool
without_privilege(void)
{
    return geteuid() != 0 ||
           (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0 &&
               prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0) == 0);
}

/* Grade a program that does this, with an empty folder as TMPDIR. */
static const struct outcome *
grade_tidily(const char *deed)
{
    const char *const changes[] = {"return 0", deed, "#include <pthread",
        "#include <pthread.h>\n#include <fcntl.h>\n#include <sys/stat.h>",
        NULL};

    lab_write("100 run run args=\"2 1\" expect=\"total 2\" times=1\n");
    mkdir(folder_path("temporary"), 0700);
    setenv("TMPDIR", folder_path("temporary"), 1);
    const struct outcome *seen = program_run("grade",
        WORDS("--lab", "own", "--no-sandbox", submission(adder(changes))),
        PREPARED(without_privilege));
    unsetenv("TMPDIR");
    return seen;
}

/* Is a folder removed that the program has closed to everybody, with what is in
 * it? */
TEST(closed_folder_goes)
{
    const struct outcome *seen = grade_tidily(
        "return mkdir(\"shut\", 0700) == -1 || "
        "mkdir(\"shut/in\", 0700) == -1 || creat(\"shut/in/file\", 0) == -1 || "
        "chmod(\"shut/in\", 0500) == -1 || chmod(\"shut\", 0) == -1;");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 0);
}

/* And folders within each other, deeper than any path can say, or than there
 * may be open at once? */
TEST(deep_folders_go)
{
    const struct outcome *seen =
        grade_tidily("int made = 0;\n"
                     "char name[] = \"a name of some length\";\n"
                     "while (made < 3000 && mkdir(name, 0700) == 0 && "
                     "chdir(name) == 0)\n"
                     "made++;\n"
                     "return made < 3000;");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 0);
}

/* Is a folder told that cannot be removed, and removed by the next grader? */
TEST(what_stays_is_told)
{
    const struct outcome *seen = grade_tidily("return chmod(\"../..\", 0500);");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->err, "cannot be removed");
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 1);
    chmod(folder_path("temporary"), 0700);
    CU_ASSERT_STRING_EQUAL(grade_tidily("return 0;")->err, "");
    CU_ASSERT_EQUAL(folder_count(folder_path("temporary")), 0);
}
