/* Does the folder of a student work wherever it is, and wherever the lab is? */

#include "../harness/folder.h"
#include "../harness/program.h"
#include "../harness/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char student[PATH_MAX], grader[PATH_MAX];

static void
make_starter(void)
{
    char script[PATH_MAX];

    if (source_find(script, "labs/starter") &&
        setenv("TWINLAB", grader, 1) == 0)
        execl(script, script, "address", student, "thread", NULL);
    _exit(STATUS_CANNOT);
}

static void
make_check(void)
{
    if (setenv("PATH", "/usr/bin:/bin", 1) == 0 && unsetenv("MAKEFLAGS") == 0 &&
        unsetenv("MAKELEVEL") == 0)
        execlp("make", "make", "-s", "-C", student, "check", NULL);
    _exit(STATUS_CANNOT);
}

/* The folders "student" and "lab", with that at the end of their names; in the
 * lab is a grader that tells how it is called. */
static void
name_folders(const char *end)
{
    snprintf(student, sizeof(student), "%s%s", folder_path("student"), end);
    snprintf(grader, sizeof(grader), "%s%s", folder_path("lab"), end);
    mkdir(grader, 0700);
    strcat(grader, "/twinlab");
    folder_script(grader, "echo \"graded: $*\"\n");
}

/* Is the lab's grader called, whatever the folders' names mean to make and to a
 * shell? */
TEST(names_may_be_odd)
{
    static const char *const ends[] = {
        "", " a b", "'s", "\"$(x)$y`z`", "#(,),%;&*?[~]\\", " -n=1"};

    for (int i = 0; i < COUNT(ends); i++) {
        name_folders(ends[i]);
        check_held(IN_CHILD(make_starter()));
        const struct outcome *seen = IN_CHILD(make_check());
        check_held(seen);
        CU_ASSERT_STRING_EQUAL(
            seen->out, "graded: grade --lab address --no-sandbox .\n");
    }
}

/* A disk of two pages, and what a failed starter leaves there is printed. */
static void
make_starter_on_a_small_disk(void)
{
    char script[PATH_MAX];

    if (source_find(script, "labs/starter") &&
        hide_folder(folder_path("small"), "size=8k"))
        execl("/bin/sh", "sh", "-c",
            "\"$0\" address \"$1/out\"; ended=$?; ls \"$1/out\"; exit $ended",
            script, folder_path("small"), NULL);
    _exit(STATUS_CANNOT);
}

/* Is a disk that is full told as what it is, with nothing half written left? */
TEST(full_disk_is_told)
{
    mkdir(folder_path("small"), 0700);
    const struct outcome *seen = IN_CHILD(make_starter_on_a_small_disk());
    if (!is_skipped(seen->status == STATUS_CANNOT, "nothing can be mounted"))
        check_refused(seen, STATUS_USAGE, "No space left on device");
}

/* If a PATH cannot hold the grader's folder, is that told, and nothing written?
 */
TEST(names_may_be_impossible)
{
    static const char *const ends[] = {":b", "\nb"};

    for (int i = 0; i < COUNT(ends); i++) {
        name_folders(ends[i]);
        check_refused(
            IN_CHILD(make_starter()), STATUS_USAGE, "a colon or a newline");
        CU_ASSERT_EQUAL(access(student, F_OK), -1);
    }
}

/* One command of the script's, that one, fails each time. */
static void
make_starter_without(const char *command)
{
    char path[2 * PATH_MAX];

    folder_script(folder_path(command), "echo \"$0: broken\" >&2; exit 1\n");
    snprintf(path, sizeof(path), "%s:%s", folder_path(""), getenv("PATH"));
    if (setenv("PATH", path, 1) == 0)
        make_starter();
    _exit(STATUS_CANNOT);
}

/* Does a command that fails say why, and no other reason is given, and nothing
 * written? */
TEST(commands_may_fail)
{
    static const char *const commands[] = {"awk", "dirname", "sed"};

    for (int i = 0; i < COUNT(commands); i++) {
        name_folders(commands[i]);
        const struct outcome *seen =
            IN_CHILD(make_starter_without(commands[i]));
        check_refused(seen, STATUS_USAGE, "broken");
        CU_ASSERT_PTR_NULL(strstr(seen->err, "starter: "));
        CU_ASSERT_EQUAL(access(student, F_OK), -1);
        unlink(folder_path(commands[i]));
    }
}
