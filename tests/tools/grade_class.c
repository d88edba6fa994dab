/* A class: is every student graded, once, also when the grader is killed? */

#include "../harness/folder.h"
#include "../harness/forbid.h"
#include "../harness/program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STUDENTS = 20, KILLS = 3, SHOWN = 64 };

/* A lab that asks for no more than that the program prints its argument. */
static const char rubric[] = "40 build build\n"
                             "60 run run args=7 expect=7 times=1\n";

static void
make_folder(const char *name)
{
    mkdir(folder_path(name), 0755);
}

/* Every one differs, one in four prints the wrong number. */
static void
make_student(int number)
{
    char name[64], *text;

    snprintf(name, sizeof(name), "class/student %02d", number);
    make_folder(name);
    snprintf(name, sizeof(name), "class/student %02d/thread.c", number);
    if (asprintf(&text,
            "#include <stdio.h>\n"
            "int main(int argc, char **argv)\n"
            "{\n"
            "    (void)argc, (void)argv; /* %d */\n"
            "    puts(%s);\n"
            "    return 0;\n"
            "}\n",
            number, number % 4 == 0 ? "\"8\"" : "argv[1]") == -1)
        abort();
    folder_write(folder_path(name), text);
    free(text);
}

static void
make_class(int students)
{
    folder_remove(folder_path("class"));
    folder_remove(folder_path("class.graded"));
    make_folder("labs");
    make_folder("labs/echo");
    make_folder("class");
    folder_write(folder_path("labs/echo/rubric"), rubric);
    setenv("TWINLAB_LABS", folder_path("labs"), 1);
    for (int i = 1; i <= students; i++)
        make_student(i);
}

#define COMMAND                                                                \
    WORDS("--lab", "echo", "--model", "thread", "--no-sandbox", "--jobs", "2", \
        folder_path("class"))

/* The results that are there: names and files. */
struct results {
    int count;
    struct {
        char name[SHOWN];
        ino_t inode;
    } file[STUDENTS];
};

static struct results
look(void)
{
    struct results seen = {0};
    DIR *folder = opendir(folder_path("class.graded/results"));
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".json") != 0 ||
            seen.count == STUDENTS)
            continue;
        snprintf(seen.file[seen.count].name, SHOWN, "%s", entry->d_name);
        seen.file[seen.count++].inode = entry->d_ino;
    }
    if (folder != NULL)
        closedir(folder);
    return seen;
}

/* Are those all there, and the same? */
static bool
has_all(const struct results *all, const struct results *those)
{
    int found = 0;

    for (int i = 0; i < those->count; i++)
        for (int k = 0; k < all->count; k++)
            found += strcmp(those->file[i].name, all->file[k].name) == 0 &&
                     those->file[i].inode == all->file[k].inode;
    return found == those->count;
}

static void
kill_after(int results)
{
    program_start("grade", COMMAND, NULL);
    AWAIT(look().count >= results);
    kill(program_id(), SIGKILL);
    program_finish();
}

/* The graders, who are asked to stop when their parent is gone, need a moment
 * for their folders. */
static bool
becomes_empty(const char *path)
{
    AWAIT(folder_count(path) == 0);
    return folder_count(path) == 0;
}

/* Killed three times, and begun again each time: is what was graded left as it
 * is, and the rest graded? Does every student have a row, with the right score,
 * and is nothing else left?
 */
TEST(nothing_is_lost_or_done_twice)
{
    struct results before[KILLS];

    make_class(STUDENTS);
    make_folder("temporary");
    setenv("TMPDIR", folder_path("temporary"), 1);
    for (int i = 0; i < KILLS; i++) {
        kill_after((i + 1) * STUDENTS / (KILLS + 1));
        CU_ASSERT(becomes_empty(folder_path("temporary")));
        before[i] = look();
        CU_ASSERT(before[i].count >= (i + 1) * STUDENTS / (KILLS + 1));
    }
    check_held(program_run("grade", COMMAND, NULL));
    struct results all = look();
    CU_ASSERT_EQUAL(all.count, STUDENTS);
    for (int i = 0; i < KILLS; i++)
        CU_ASSERT(has_all(&all, &before[i]));
    const char *csv = folder_read(folder_path("class.graded/grades.csv"));
    CU_ASSERT_EQUAL(occurrences(csv, "\"student "), STUDENTS);
    CU_ASSERT_EQUAL(
        occurrences(csv, ",echo,100,100,0,"), STUDENTS - STUDENTS / 4);
    CU_ASSERT_EQUAL(occurrences(csv, ",echo,40,100,0,"), STUDENTS / 4);
    CU_ASSERT_EQUAL(
        folder_count(folder_path("class.graded/results")), STUDENTS);
    unsetenv("TMPDIR");
}

/* Is a name in the CSV alone? */
TEST(names_stand_in_one_place)
{
    make_class(2);
    const struct outcome *seen = program_run("grade", COMMAND, NULL);
    check_held(seen);
    CHECK_LACKS(seen->out, "student 0");
    struct results all = look();
    CU_ASSERT_EQUAL(all.count, 2);
    for (int i = 0; i < all.count; i++) {
        char path[2 * SHOWN];
        snprintf(
            path, sizeof(path), "class.graded/results/%s", all.file[i].name);
        CHECK_HAS(folder_read(folder_path(path)), "echo");
        CHECK_LACKS(folder_read(folder_path(path)), "student");
    }
}

/* Whatever a student's folder is called: is it a row of the CSV, and no formula
 * there? And is a name that is in no row said? */
TEST(odd_names)
{
    static const char *const folders[] = {
        "class/\r=1", "class/-2", "class/a \"b\",\nc", "class/.hidden"};

    make_class(1);
    for (int i = 0; i < COUNT(folders); i++) {
        char source[64];
        make_folder(folders[i]);
        snprintf(source, sizeof(source), "%s/thread.c", folders[i]);
        folder_write(folder_path(source),
            folder_read(folder_path("class/student 01/thread.c")));
    }
    const struct outcome *seen = program_run("grade", COMMAND, NULL);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->err, "not graded, since hidden");
    CHECK_HAS(seen->err, ": .hidden\n");
    const char *csv = folder_read(folder_path("class.graded/grades.csv"));
    CU_ASSERT_EQUAL(occurrences(csv, ",echo,100,100,0,"), 4);
    CHECK_HAS(csv, "\n\"'\r=1\",echo,");
    CHECK_HAS(csv, "\n\"'-2\",echo,");
    CHECK_HAS(csv, "\n\"a \"\"b\"\",\nc\",echo,");
}

/* Another source, another rubric: is that graded anew, and nothing else? */
TEST(what_has_changed_is_graded_anew)
{
    make_class(3);
    check_held(program_run("grade", COMMAND, NULL));
    struct results before = look();
    make_student(3);
    folder_write(folder_path("class/student 03/thread.c"),
        "#include <stdio.h>\nint main(void) { return puts(\"7\") == EOF; }\n");
    check_held(program_run("grade", COMMAND, NULL));
    struct results after = look();
    CU_ASSERT_EQUAL(after.count, 4);
    CU_ASSERT(has_all(&after, &before));
    folder_write(folder_path("labs/echo/rubric"),
        "30 build build\n70 run run args=7 expect=7 times=1\n");
    check_held(program_run("grade", COMMAND, NULL));
    CU_ASSERT_EQUAL(look().count, 7);
}

/* Do all drivers that a rubric names belong to what judges? */
TEST(drivers_have_changed)
{
    static const char driver[] = "int student_main(int, char **);\n"
                                 "int main(int argc, char **argv) { return "
                                 "student_main(argc, argv); }\n";

    make_class(1);
    folder_write(folder_path("labs/echo/rubric"),
        "50 run run args=7 expect=7 driver=a.c\n"
        "50 once run args=7 expect=7 times=1 driver=b.c\n");
    folder_write(folder_path("labs/echo/a.c"), driver);
    folder_write(folder_path("labs/echo/b.c"), driver);
    check_held(program_run("grade", COMMAND, NULL));
    for (int i = 0; i < 2; i++) {
        folder_write(folder_path(i == 0 ? "labs/echo/a.c" : "labs/echo/b.c"),
            "int main(void) { return 3; }\n");
        check_held(program_run("grade", COMMAND, NULL));
        CU_ASSERT_EQUAL(look().count, 2 + i);
    }
}

/* The summary: how often has each check failed? In JSON, too? (And a Mac's
 * folder is no student.) */
TEST(checks_are_counted)
{
    make_class(4);
    make_folder("class/__MACOSX");
    const struct outcome *seen = program_run("grade", COMMAND, NULL);
    CHECK_HAS(seen->out, "4 of 4 graded");
    seen = RUN("grade", "--json", "--lab", "echo", "--model", "thread",
        "--no-sandbox", "--jobs", "2", folder_path("class"));
    CHECK_HAS(seen->out,
        "{\"name\": \"thread run\", \"passed\": 3, \"partial\": 0, "
        "\"failed\": 1, \"not_judged\": 0}");
}

/* Does one that waits for another's end obey when it is asked to stop? */
TEST(waiting_can_be_stopped)
{
    make_class(1);
    make_folder("class.graded");
    int other = open(folder_path("class.graded"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT(flock(other, LOCK_EX) == 0);
    program_start("grade", COMMAND, NULL);
    AWAIT(folder_count(folder_path("class.graded")) > 0);
    kill(program_id(), SIGTERM);
    const struct outcome *seen = program_finish();
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    CU_ASSERT_STRING_EQUAL(seen->err, ""); /* it has not given up by itself */
    close(other);
}

/* What an instructor may get wrong. */
TEST(mistakes_are_told)
{
    make_class(0);
    check_refused(
        program_run("grade", COMMAND, NULL), STATUS_USAGE, "no submissions");
    check_refused(RUN("grade", "--jobs", "2", "--lab", "echo", "--vpl", "/"),
        STATUS_USAGE, "--csv and --json");
}

/* Equal sources have one verdict: also where a file has one name only, as on
 * FAT? */
TEST(equal_sources_without_links)
{
    make_class(1);
    make_folder("class/equal");
    folder_write(folder_path("class/equal/thread.c"),
        folder_read(folder_path("class/student 01/thread.c")));
    refuse_call(SYS_link, EPERM);
    check_held(program_run("grade", COMMAND, PREPARED(prepare_forbidden)));
    CU_ASSERT_EQUAL(look().count, 2);
    CU_ASSERT_EQUAL(
        occurrences(
            folder_read(folder_path("class.graded/grades.csv")), ",100,100,"),
        2);
}

/* A result that cannot get its name: is that said, and no success; and is
 * nothing left of it, nor of what was graded beside it? */
TEST(results_that_cannot_be_kept)
{
    make_class(2);
    refuse_call(SYS_rename, EROFS);
    const struct outcome *seen =
        program_run("grade", COMMAND, PREPARED(prepare_forbidden));
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CHECK_HAS(seen->err, "cannot write a result");
    CU_ASSERT_EQUAL(folder_count(folder_path("class.graded/results")), 0);
}
