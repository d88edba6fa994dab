/* What the machine lacks, and calls that fail: does that cost no program a
 * point, and give none? */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/fault.h"
#include "../harness/folder.h"
#include "../harness/forbid.h"
#include "../harness/graded.h"
#include "../harness/stepping.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <linux/capability.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *
option_of(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "bin/%s", name);
    return folder_path(path);
}

/* From now on that command is this script, where with_others prepares. */
static void
put_command(const char *name, const char *script)
{
    mkdir(folder_path("bin"), 0755);
    folder_write(option_of(name), script);
    chmod(option_of(name), 0755);
}

static bool
with_others(void)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s:/usr/local/bin:/usr/bin:/bin",
        folder_path("bin"));
    return setenv("PATH", path, 1) == 0;
}

static const struct outcome *
grade_with(const char *source, bool (*prepare)(void))
{
    return program_run("grade",
        WORDS("--lab", "own", "--no-sandbox", "--json", submission(source)),
        PREPARED(prepare));
}

static bool
with_less_room(void)
{
    static const struct rlimit less = {4L << 30, 4L << 30};

    return (geteuid() != 0 ||
               prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0) == 0) &&
           setrlimit(RLIMIT_AS, &less) == 0;
}

static bool
with_full_disk(void)
{
    return geteuid() == 0 && setenv("TMPDIR", folder_path("full"), 1) == 0 &&
           hide_folder(folder_path("full"), "size=24k");
}

/* The source can still be compiled, but the disk has no room for a program. */
TEST(full_disk)
{
    lab_write("100 run run args=\"2 1\" expect=2\n");
    mkdir(folder_path("full"), 0700);
    const struct outcome *seen = grade_with(adder(NULL), with_full_disk);
    if (!seen->prepared)
        not_tried("no folder can be mounted here");
    else
        check_refused(seen, STATUS_CANNOT, "disk is full");
}

static bool
with_one_page(void)
{
    return geteuid() == 0 && hide_folder(folder_path("full"), "size=4k");
}

/* A report that is rewritten after each of four checks, where only the first
 * has room: is that told once, and the status not that of a whole answer? */
TEST(full_disk_for_the_report)
{
    lab_write("25 a text call=pthread_mutex_lock\n"
              "25 b text call=pthread_mutex_lock\n"
              "25 c text call=pthread_mutex_lock\n"
              "25 d text call=pthread_mutex_lock\n");
    mkdir(folder_path("full"), 0700);
    const char *source = submission(adder(NULL));
    const struct outcome *seen = program_run("grade",
        WORDS("--lab", "own", "--no-sandbox", "--json", "--junit",
            folder_path("full/report"), source),
        PREPARED(with_one_page));
    if (!seen->prepared)
        not_tried("no folder can be mounted here");
    else
        check_complaint(seen, STATUS_CANNOT, "No space left on device");
}

/* ThreadSanitizer needs more addresses than ulimit -v allows: is that not
 * judged? */
TEST(sanitizer_without_room)
{
    if (is_skipped(UNDER_ASAN, "a sanitizer of our own needs addresses, too"))
        return;
    lab_write("100 race race args=\"2 1\"\n");
    const struct outcome *seen = grade_with(adder(NULL), with_less_room);
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "race"), "not_judged");
}

/* Nor where gcc has no such library, though it compiles all else. */
TEST(no_sanitizer)
{
    lab_write("100 race race args=\"2 1\"\n");
    put_command("gcc",
        "#!/bin/sh\n"
        "case \"$*\" in\n"
        "*-c*) ;;\n"
        "*-fsanitize=thread*) echo cannot find -ltsan >&2; exit 1 ;;\n"
        "esac\n"
        "exec /usr/bin/gcc \"$@\"\n");
    const struct outcome *seen = grade_with(adder(NULL), with_others);
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "race"), "not_judged");
    CU_ASSERT_PTR_NOT_NULL(strstr(output_of(seen->out, "race"), "-ltsan"));
    remove(option_of("gcc"));
}

/* A valgrind that gives up has not looked for leaks: does it give no points? */
TEST(valgrind_gives_up)
{
    lab_write("100 hygiene hygiene args=\"2 1\" spin=yes seconds=15\n");
    put_command("valgrind",
        "#!/bin/sh\necho ==1== Valgrind: out of memory >&2; exit 1\n");
    const struct outcome *seen = grade_with(adder(NULL), with_others);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "hygiene"), "not_judged");
    remove(option_of("valgrind"));
}

static pid_t
child_of(pid_t parent)
{
    char path[64];
    int child = 0;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent,
        (int)parent);
    FILE *children = fopen(path, "r");
    if (children != NULL && fscanf(children, "%d", &child) != 1)
        child = 0;
    if (children != NULL)
        fclose(children);
    return child;
}

/* The guard's child is the grader. */
static pid_t
wait_for_step(void)
{
    char path[64], name[32] = "";
    pid_t step = 0;

    for (long i = 0; i < patience_s() * 100 && strcmp(name, "step\n") != 0;
         i++) {
        usleep(10000);
        step = child_of(child_of(program_id()));
        snprintf(path, sizeof(path), "/proc/%d/comm", (int)step);
        FILE *comm = fopen(path, "r");
        if (comm == NULL || fgets(name, sizeof(name), comm) == NULL)
            *name = '\0';
        if (comm != NULL)
            fclose(comm);
    }
    CU_ASSERT_STRING_EQUAL_FATAL(name, "step\n");
    return step;
}

/* If step is killed, is a program that could have done so blamed only if that
 * comes again? (Its first run is not under step; the others wait for us.) */
TEST(step_killed_once)
{
    char begin[512], been[32], go[32]; /* names of semaphores */
    const char *const waits[] = {"#include <pthread",
        "#include <fcntl.h>\n#include <pthread.h>\n#include <semaphore.h>\n"
        "#include <signal.h>",
        "rounds = argc", begin, NULL};

    if (!can_step())
        return;
    snprintf(been, sizeof(been), "/been-%d", (int)getpid());
    snprintf(go, sizeof(go), "/go-%d", (int)getpid());
    snprintf(begin, sizeof(begin),
        "rounds = atol(argv[argc - 1]);\n"
        "if (rounds > 9) kill(getpid(), SIGKILL);\n"
        "if (sem_open(\"%s\", O_CREAT | O_EXCL, 0600, 0) == SEM_FAILED)\n"
        "while (sem_open(\"%s\", 0) == SEM_FAILED) usleep(1000);\n",
        been, go);
    lab_write("100 schedules schedules args=\"2 1\" expect=\"total 2\" "
              "bound=0 seconds=60\n");
    program_start("grade",
        WORDS(
            "--lab", "own", "--no-sandbox", "--json", submission(adder(waits))),
        NULL);
    kill(wait_for_step(), SIGKILL);
    CU_ASSERT(sem_open(go, O_CREAT, 0600, 0) != SEM_FAILED);
    CU_ASSERT_STRING_EQUAL(
        status_of(program_finish()->out, "schedules"), "passed");
    sem_unlink(been);
    sem_unlink(go);
}

/* A source that can be read in part only: does it get no sum, which others
 * could have, too? In a class, is nothing left that was to be summed? */
TEST(sum_of_a_part)
{
    lab_write("100 build build\n");
    put_command("cat", "#!/bin/sh\necho part; exit 1\n");
    check_refused(
        grade_with(adder(NULL), with_others), STATUS_CANNOT, "gives no sum");
    check_refused(program_run("grade",
                      WORDS("--lab", "own", "--no-sandbox", "--jobs", "1",
                          folder_path("student")),
                      PREPARED(with_others)),
        STATUS_CANNOT, "gives no sum");
    CU_ASSERT_EQUAL(folder_count(folder_path("student.graded/results")), 0);
    remove(option_of("cat"));
}

/* Is a folder that cannot be read not taken for an empty one? */
TEST(unreadable_folder)
{
    char path[PATH_MAX];

    lab_write("100 build build\n");
    snprintf(path, sizeof(path), "%s/other.c", submission(adder(NULL)));
    remove(folder_path("student/thread.c"));
    folder_write(path, adder(NULL));
    refuse_call(SYS_getdents64, EIO);
    check_refused(
        program_run("grade",
            WORDS("--lab", "own", "--no-sandbox", folder_path("student")),
            PREPARED(prepare_forbidden)),
        STATUS_CANNOT, "the submission");
    check_refused(program_run("grade",
                      WORDS("--lab", "own", "--no-sandbox", "--jobs", "1",
                          folder_path("student")),
                      PREPARED(prepare_forbidden)),
        STATUS_CANNOT, "student");
    remove(path);
}

static const struct outcome *
grade_without_open(const char *word, long nth, long *calls)
{
    fault_arm(SYS_openat, EMFILE, nth);
    const struct outcome *seen = program_run("grade",
        WORDS("--lab", "own", "--no-sandbox", word), PREPARED(prepare_fault));
    *calls = fault_calls();
    return seen;
}

/* The rubric, a folder, the folder in it, its source: if one of them cannot be
 * opened this time, is that no program's fault? What the loader opens, it opens
 * for --version, too. */
TEST(too_many_open_files)
{
    enum { OPENED = 4 };
    long of_loader, calls;

    if (is_skipped(UNDER_SANITIZER, "a sanitizer opens files of its own"))
        return;
    lab_write("100 build build\n");
    mkdir(folder_path("outer"), 0700);
    mkdir(folder_path("outer/inner"), 0700);
    folder_write(folder_path("outer/inner/thread.c"), adder(NULL));
    if (is_skipped(
            !grade_without_open("--version", LONG_MAX, &of_loader)->prepared,
            "seccomp(2) gives no listener here"))
        return;
    for (long i = 1; i <= OPENED; i++)
        check_refused(
            grade_without_open(folder_path("outer"), of_loader + i, &calls),
            STATUS_CANNOT, "Too many open files");
}

/* A result that cannot be read again: is it not counted as no points? */
TEST(unreadable_result)
{
    const char *const words[] = {"--lab", "own", "--no-sandbox", "--jobs", "1",
        folder_path("class"), NULL};
    glob_t results;

    lab_write("100 build build\n");
    mkdir(folder_path("class"), 0755);
    mkdir(folder_path("class/student"), 0755);
    folder_write(folder_path("class/student/thread.c"), adder(NULL));
    check_held(program_run("grade", words, NULL));
    glob(folder_path("class.graded/results/*"), 0, NULL, &results);
    CU_ASSERT_EQUAL_FATAL(results.gl_pathc, 1);
    remove(results.gl_pathv[0]);
    mkdir(results.gl_pathv[0], 0755);
    check_refused(program_run("grade", words, NULL), STATUS_CANNOT,
        "cannot read a result");
    rmdir(results.gl_pathv[0]);
    globfree(&results);
}
