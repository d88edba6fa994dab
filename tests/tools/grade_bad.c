/* What does grade make of bad input? A student's gets a report with the reason,
 * an instructor's mistake one line and status 2. */

#include "../harness/answer.h"
#include "../harness/folder.h"
#include "../harness/graded.h"
#include "../harness/stepping.h"

#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char rubric[] = "60 build build\n40 text text call=fork\n";

/* A new, empty folder for a submission. */
static const char *
new_folder(void)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s", folder_path("handed in"));
    folder_remove(path);
    mkdir(path, 0700);
    return path;
}

static void
put(const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof(path), "handed in/%s", name);
    folder_write(folder_path(path), text);
}

/* Assert that there is a report with no points, and that word in it. */
static void
check_reason(const char *path, const char *word)
{
    lab_write(rubric);
    const struct outcome *seen = GRADE_OWN("--json", path);
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 0);
    CHECK_HAS(output_of(seen->out, "build"), word);
}

/* Is the reason told where a folder has no program that can be meant? */
TEST(folder_without_program)
{
    check_reason(new_folder(), "no source");
    put("notes.txt", "int main(void) { return 0; }\n");
    check_reason(folder_path("handed in"), "no source");
    put("first.c", "int main(void) { return 0; }\n");
    check_reason(folder_path("handed in"), "neither fork nor pthread_create");
    put("second.c", "int main(void) { return 0; }\n");
    check_reason(folder_path("handed in"), "first.c and second.c");
}

/* And where the file is none that a compiler should see? */
TEST(file_is_no_source)
{
    static const char junk[] = "\177ELF\0\1\2\3int main(void) { return 0; }";

    new_folder();
    put("thread.c", "");
    check_reason(folder_path("handed in"), "empty");
    put("thread.c", " \n\t\n");
    check_reason(folder_path("handed in"), "empty");
    folder_write_bytes(folder_path("handed in/thread.c"), junk, sizeof(junk));
    check_reason(folder_path("handed in"), "UTF-8");
    folder_write_bytes(
        folder_path("handed in/thread.c"), junk + 5, sizeof(junk) - 6);
    check_reason(folder_path("handed in"), "error");
    put("thread.c", "int main(void) { return 0; }\n"
                    "int main(void) { return 1; }\n");
    check_reason(folder_path("handed in"), "redefinition of 'main'");
    put("notes.txt", "thread.c");
    check_reason(folder_path("handed in/notes.txt"), "does not end in .c");
    put("thread.c", "const char *s = R\"(\")\"; int main(void) { fork(); }\n");
    check_reason(folder_path("handed in"), "raw string");
}

/* Is a link not followed, which could lead to a file of the grader's own, and a
 * pipe not waited for? */
TEST(links_are_not_followed)
{
    char path[PATH_MAX];

    new_folder();
    put("real.txt", "int main(void) { return 0; }\n");
    snprintf(path, sizeof(path), "%s", folder_path("handed in/thread.c"));
    CU_ASSERT_EQUAL(symlink("real.txt", path), 0);
    check_reason(folder_path("handed in"), "link");
    unlink(path);
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
    check_reason(folder_path("handed in"), "regular file");
}

/* Is a program judged whose folder has blanks, quotes and a newline in its
 * name? */
TEST(names_may_be_strange)
{
    char path[PATH_MAX], file[PATH_MAX + 16];

    lab_write(rubric);
    snprintf(path, sizeof(path), "%s", folder_path("a 'b\" $(c)\n-d"));
    mkdir(path, 0700);
    snprintf(file, sizeof(file), "%s/proc.c", path);
    folder_write(file, "int fork(void);\n"
                       "int main(void) { return fork() == 1; }\n");
    const struct outcome *seen = GRADE_OWN("--json", path);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 100);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    seen = GRADE_OWN(path);
    CHECK_HAS(seen->out, "$(c)\\n-d/proc.c\n");
}

/* Is each mistake in a rubric told, with its line? */
TEST(rubric_mistakes_are_told)
{
    static const struct {
        const char *rubric, *word;
    } mistakes[] = {
        {"100 build\n", "rubric:1"},
        {"# first\n\nmany build build\n", "rubric:3"},
        {"-5 build build\n", "POINTS NAME CHECK"},
        {"100 build builds\n", "no check 'builds'"},
        {"100 run run args=1\n", "needs expect="},
        {"100 run run expect=\"1\n", "quote"},
        {"100 run run expect=1 times=often\n", "whole number"},
        {"100 run run expect=1 tines=3\n", "no setting 'tines'"},
        {"100 run run expect=1 times=0\n", "number from 1 to"},
        {"100 run run expect=1 seconds=0\n", "number from 1 to"},
        {"100 run run expect=1 status=256\n", "number from 0 to 255"},
        {"100 run run expect=1 expect=2\n", "twice"},
        {"100 run run expect=1 driver=none.c\n", "as a driver"},
        {"100 text text call\n", "key=value"},
        {"100 text text call=||\n", "between two names"},
        {"100 text text call=fork,|wait\n", "between two names"},
        {"100 text text unless=fork|\n", "between two names"},
        {"100 text text not-call=fork|wait\n", "between two names"},
        {"100 text text model=coro\n", "neither thread nor proc"},
        {"50 text text\n50 text text\n", "names must differ"},
        {"50 text text\n", "sum to 50"},
        {"", "sum to 0"},
    };

    for (int i = 0; i < COUNT(mistakes); i++) {
        lab_write(mistakes[i].rubric);
        check_refused(GRADE_OWN("--model", "proc",
                          submission("int main(void) { return 0; }\n")),
            STATUS_USAGE, mistakes[i].word);
    }
}

/* Is a rubric with a zero byte refused, and not read up to there? */
TEST(rubric_is_text)
{
    static const char bytes[] = "100 build build\n\0 50 text text\n";

    lab_write("");
    folder_write_bytes(
        folder_path("labs/own/rubric"), bytes, sizeof(bytes) - 1);
    check_refused(GRADE_OWN("--model", "proc",
                      submission("int main(void) { return 0; }\n")),
        STATUS_USAGE, "zero byte");
}

/* Does a rubric that was written on Windows say the same? */
TEST(rubric_from_windows)
{
    lab_write("60 build build\r\n40 text text call=main\r\n");
    const struct outcome *seen =
        GRADE_OWN(submission("int main(void) { return 0; }\n"));
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* Who is to blame for an invariant: the rubric for one that step cannot read,
 * but only the program for a variable that it has not? */
TEST(invariant_is_whose_mistake)
{
    static const char own[] =
        "100 s schedules args=\"2 1\" expect=2 bound=0 invariant=\"%s\"\n";
    static const char *const none[] = {NULL};
    char asked[128];

    if (!can_step())
        return;
    snprintf(asked, sizeof(asked), own, "total ==");
    lab_write(asked);
    const struct outcome *seen = GRADE_OWN(submission(adder(none)));
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CHECK_HAS(seen->err, "own/rubric: the row 's': ");
    snprintf(asked, sizeof(asked), own, "renamed == 2");
    lab_write(asked);
    seen = GRADE_OWN("--json", submission(adder(none)));
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "s"), "not_judged");
}

/* Is the only folder in a folder looked through, as archives often have one;
 * but no link, nor either of two? */
TEST(folder_within)
{
    lab_write(rubric);
    new_folder();
    mkdir(folder_path("handed in/lab"), 0700);
    mkdir(folder_path("handed in/__MACOSX"), 0700);
    put("lab/proc.c", "int fork(void);\nint main(void) { return fork(); }\n");
    const struct outcome *seen = GRADE_OWN("--json", folder_path("handed in"));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 100);
    CHECK_HAS(word_at(seen->out, "path"), "lab/proc.c");
    mkdir(folder_path("handed in/lib"), 0700);
    check_reason(folder_path("handed in"), "a class? give --jobs N");
    char target[PATH_MAX];
    snprintf(target, sizeof(target), "%s", folder_path("handed in/lab"));
    CU_ASSERT_EQUAL(rmdir(folder_path("handed in/lib")), 0);
    CU_ASSERT_EQUAL(rename(target, folder_path("elsewhere")), 0);
    CU_ASSERT_EQUAL(symlink(folder_path("elsewhere"), target), 0);
    check_reason(folder_path("handed in"), "no source");
}

/* Is an archive told, wherever it is handed in, and never left out? */
TEST(archives_are_told)
{
    lab_write(rubric);
    new_folder();
    put("work.tar.gz", "");
    check_reason(folder_path("handed in"), "an archive that must be unpacked");
    check_refused(GRADE_OWN("--jobs", "1", folder_path("handed in")),
        STATUS_USAGE, "work.tar.gz is an archive: unpack it");
    check_refused(
        GRADE_OWN("--jobs", "1", folder_path("handed in/work.tar.gz")),
        STATUS_USAGE, "work.tar.gz is an archive: unpack it");
    check_refused(GRADE_OWN(folder_path("handed in/work.tar.gz")), STATUS_USAGE,
        "work.tar.gz is an archive: unpack it");
}

/* Is a wrong command line told? */
TEST(command_line_is_checked)
{
    lab_write(rubric);
    check_refused(RUN("grade", "--no-sandbox"), STATUS_USAGE, "PATH");
    check_refused(
        GRADE("--lab", "owm", new_folder()), STATUS_USAGE, "did you mean own");
    check_refused(
        GRADE("--lab", "../labs/own", new_folder()), STATUS_USAGE, "no lab");
    check_refused(GRADE(new_folder()), STATUS_USAGE, "--lab NAME");
    check_refused(GRADE_OWN("/nowhere"), STATUS_USAGE, "/nowhere");
    setenv("TWINLAB_LABS", "/nowhere", 1);
    check_refused(GRADE_OWN(new_folder()), STATUS_USAGE, "TWINLAB_LABS");
}

/* Does the folder's Makefile tell the lab, or its name? */
TEST(lab_is_found)
{
    lab_write(rubric);
    new_folder();
    put("proc.c", "int fork(void);\nint main(void) { return fork() == 1; }\n");
    put("Makefile", "check:\n\ttwinlab grade --lab own --no-sandbox .\n");
    const struct outcome *seen = GRADE("--json", folder_path("handed in"));
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "lab"), "own");
    put("Makefile", "");
    mkdir(folder_path("handed in/own"), 0700);
    put("own/proc.c", "int main(void) { return 0; }\n");
    seen = GRADE("--json", folder_path("handed in/own/proc.c"));
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "lab"), "own");
}

/* Is a Makefile that never ends not waited for? */
TEST(makefile_may_be_anything)
{
    char path[PATH_MAX];

    lab_write(rubric);
    new_folder();
    snprintf(path, sizeof(path), "%s", folder_path("handed in/Makefile"));
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
    check_refused(GRADE(folder_path("handed in")), STATUS_USAGE, "--lab NAME");
    unlink(path);
    CU_ASSERT_EQUAL(symlink("/dev/zero", path), 0);
    check_refused(GRADE(folder_path("handed in")), STATUS_USAGE, "--lab NAME");
}

/* Are words found as the compiler sees them: where a line goes on, and in no
 * comment? */
TEST(words_are_the_compilers)
{
    static const struct {
        const char *text;
        double points;
    } sources[] = {
        {"#include <unistd.h>\nint main(void) { return fo\\\nrk(); }\n", 40},
        {"#include <unistd.h>\r\nint main(void) { return fork\r\n(); }\r\n",
            40},
        {"int main(void) { return 0; } // \\\nfork()\n", 0},
        {"int main(void) { return 0; } // \\\r\nfork()\r\n", 0},
        {"\xef\xbb\xbf#include <unistd.h>\nint main(void) { return fork(); }\n",
            40},
        {"int main(void) { return '\\'' + \"\\\"fork(\"[0]; }\n", 0},
        {"int main(void) { return 0; } // \\ \nfork()\n", 0},
        {"#include <stdio.h> /*\nfork() */\nint main(void) { return 0; }\n", 0},
    };

    lab_write(rubric);
    new_folder();
    for (int i = 0; i < COUNT(sources); i++) {
        put("proc.c", sources[i].text);
        const struct outcome *seen =
            GRADE_OWN("--json", folder_path("handed in"));
        CU_ASSERT_EQUAL(points_of(seen->out, "text"), sources[i].points);
    }
}

/* Is a header of one's own, which nobody compiles, told from a typing error? */
TEST(headers_are_not_taken)
{
    lab_write(rubric);
    new_folder();
    put("sync.h", "#include <semaphore.h>\n");
    put("proc.c", "#include \"sync.h\"\nint main(void) { return 0; }\n");
    CHECK_HAS(
        output_of(GRADE_OWN("--json", folder_path("handed in"))->out, "build"),
        "only this file is compiled");
}

static bool
with_broken_gcc(void)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder_path("bin"));
    return setenv("PATH", path, 1) == 0;
}

/* Is a compiler that compiles nothing the machine's fault, and no program's? Or
 * one without the C library's headers? */
TEST(compiler_is_to_blame)
{
    static const struct {
        const char *script, *word;
    } broken[] = {
        {"echo no cc1 >&2; exit 1\n", "no cc1"},
        {"exec /usr/bin/gcc -nostdinc \"$@\"\n", "pthread.h"},
    };

    lab_write(rubric);
    new_folder();
    put("proc.c", "#include <unistd.h>\nint main(void) { return fork(); }\n");
    mkdir(folder_path("bin"), 0700);
    for (int i = 0; i < COUNT(broken); i++) {
        folder_script(folder_path("bin/gcc"), broken[i].script);
        check_refused(
            program_run("grade",
                WORDS("--lab", "own", "--no-sandbox", folder_path("handed in")),
                PREPARED(with_broken_gcc)),
            STATUS_CANNOT, broken[i].word);
    }
}

static bool
with_less_time(void)
{
    static const struct rlimit less = {8, 8}; /* seconds: gcc may have 10 */

    return (geteuid() != 0 ||
               prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0) == 0) &&
           setrlimit(RLIMIT_CPU, &less) == 0;
}

/* Who grades may have less than we allow a program, and may not raise it: is
 * that no program's fault? */
TEST(limits_of_the_user_stay)
{
    lab_write("100 run run args=\"2 9\" expect=\"total 18\" times=1\n");
    const struct outcome *seen = program_run("grade",
        WORDS(
            "--lab", "own", "--no-sandbox", "--json", submission(adder(NULL))),
        PREPARED(with_less_time));
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
}
