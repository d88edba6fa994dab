/* Are grade's reports what each course platform reads? The schemas are in
 * tests/schemas, each with the page after which it was written. */

#include "../harness/folder.h"
#include "../harness/graded.h"
#include "../harness/source.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES = 5 };

static const char *const files[FILES] = {
    "--junit", "--gradescope", "--prairielearn", "--classroom", "--csv"};

/* Programs whose words and names are trouble for a format, and what each
 * check's status is there. */
static const char *const program[] = {
    /* right; but its races cannot be judged */
    "#include <stdio.h>\n"
    "int main(void) { __asm__(\"\"); puts(\"fork\"); return 0; }\n",
    /* wrong: control characters, no UTF-8, XML, quotes */
    "#include <stdio.h>\nint main(void) { puts(\"\\033]]><&\\\"\\xff\\xfe "
    "\\xef\\xbf\\xbf 'x' \\\\\"); return 1; }\n",
    /* its warning shows a line of the source */
    "#warning \"]]><&\\\" \xff result=\n"
    "#line 1 \"Grade :=>> 100\"\nint x = \"\xc3\x28\";\n"
    "int main(void) { return 0; }\n",
    /* not to be compiled, and no text at all */
    "int main(void) {\n",
    "",
};

static const char rubric[] = "20 build build\n"
                             "50 \"runs <&> 'well'\" run expect=\"fork\"\n"
                             "10 race race\n"
                             "20 text text call=puts\n";

/* Where a report is; kept, where folder_path forgets. */
static const char *
file_of(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s", folder_path(name));
    return path;
}

static void
write_all(const char *source)
{
    static char path[FILES][PATH_MAX];
    const char *words[2 * FILES + 8] = {
        "--lab", "own", "--no-sandbox", "--json", "--model", "proc"};
    int count = 6;

    lab_write(rubric);
    for (int i = 0; i < FILES; i++) {
        snprintf(path[i], PATH_MAX, "%s", folder_path(files[i] + 2));
        remove(path[i]);
        words[count++] = files[i];
        words[count++] = path[i];
    }
    folder_write(file_of("classroom"), "before=1");
    submission(source);
    rename(folder_path("student/thread.c"), folder_path("student/proc.c"));
    words[count] = file_of("student");
    const struct outcome *seen = program_run("grade", words, NULL);
    folder_write(folder_path("json"), seen->out);
    CU_ASSERT(seen->status == STATUS_BROKEN || seen->status == STATUS_CANNOT);
}

static bool
runs(const char *command)
{
    return system(command) == 0;
}

static bool
has_python(void)
{
    return !is_skipped(!runs("python3 -c 'import jsonschema' 2>/dev/null"),
        "python3-jsonschema is not installed");
}

/* Is the file one JSON value that the schema allows? */
static bool
is_valid(const char *file, const char *schema)
{
    char path[PATH_MAX], name[64], command[2 * PATH_MAX];

    snprintf(name, sizeof(name), "tests/schemas/%s.json", schema);
    if (!source_find(path, name))
        return false;
    snprintf(command, sizeof(command),
        "python3 -c 'import json, sys, jsonschema\n"
        "jsonschema.validate(json.load(open(sys.argv[1])), "
        "json.load(open(sys.argv[2])))' '%s' '%s' 2>/dev/null",
        folder_path(file), path);
    return runs(command);
}

/* Is JUnit's XML valid by its schema? */
TEST(junit_is_valid)
{
    char path[PATH_MAX], command[2 * PATH_MAX];

    if (is_skipped(!runs("command -v xmllint >/dev/null"),
            "xmllint (libxml2-utils) is not installed"))
        return;
    CU_ASSERT_FATAL(source_find(path, "tests/schemas/junit.xsd"));
    for (int i = 0; i < COUNT(program); i++) {
        write_all(program[i]);
        snprintf(command, sizeof(command),
            "xmllint --noout --schema '%s' '%s' 2>/dev/null", path,
            folder_path("junit"));
        CU_ASSERT(runs(command));
    }
}

/* The value of the result that GitHub Classroom gets. */
static void
decode(void)
{
    char command[2 * PATH_MAX];

    snprintf(command, sizeof(command),
        "sed -n 's/^result=//p' '%s' | base64 -d >'%s'",
        folder_path("classroom"), folder_path("decoded"));
    CU_ASSERT(runs(command));
}

/* Are the others that are JSON valid by theirs? */
TEST(json_is_valid)
{
    if (!has_python())
        return;
    for (int i = 0; i < COUNT(program); i++) {
        write_all(program[i]);
        decode();
        CU_ASSERT(is_valid("json", "grade"));
        CU_ASSERT(is_valid("gradescope", "gradescope"));
        CU_ASSERT(is_valid("prairielearn", "prairielearn"));
        CU_ASSERT(is_valid("decoded", "classroom"));
    }
}

/* Does a schema refuse what another platform reads? */
TEST(schemas_refuse)
{
    if (!has_python())
        return;
    write_all(program[0]);
    decode();
    CU_ASSERT_FALSE(is_valid("json", "gradescope"));
    CU_ASSERT_FALSE(is_valid("gradescope", "prairielearn"));
    CU_ASSERT_FALSE(is_valid("prairielearn", "classroom"));
    CU_ASSERT_FALSE(is_valid("decoded", "grade"));
}

/* Does what stood in the file of a step's outputs stay there, and is there one
 * result, of one line? */
TEST(outputs_are_added_to)
{
    write_all(program[0]);
    const char *text = folder_read(folder_path("classroom"));
    CU_ASSERT_EQUAL(strncmp(text, "before=1\nresult=", 16), 0);
    CU_ASSERT_EQUAL(strchr(text + 9, '\n') + 1, text + strlen(text));
}

/* Is the table a heading and a row, whatever the path is? */
TEST(csv_is_two_rows)
{
    write_all(program[0]);
    const char *text = folder_read(folder_path("csv"));
    CU_ASSERT_EQUAL(strncmp(text, "path,lab,model,score,max_score,", 31), 0);
    CHECK_HAS(text, ",own,proc,90,100,10,");
    CU_ASSERT_EQUAL(text[strlen(text) - 2], '\r');
}

/* Does each line of VPL's start with its mark, and the last give the grade? */
TEST(vpl_lines_are_marked)
{
    for (int i = 0; i < COUNT(program); i++) {
        write_all(program[i]);
        const struct outcome *seen = RUN("grade", "--lab", "own",
            "--no-sandbox", "--vpl", "--model", "proc", folder_path("student"));
        int grades = 0;
        for (const char *line = seen->out; *line != '\0';) {
            bool is_grade = strncmp(line, "Grade :=>> ", 11) == 0;
            CU_ASSERT(is_grade || strncmp(line, "Comment :=>>", 12) == 0);
            grades += is_grade;
            line += strcspn(line, "\n") + 1;
        }
        CU_ASSERT_EQUAL(grades, 1);
    }
}

/* Can neither a file's name nor a line of the source, which the compiler shows,
 * control a terminal or begin a line of its own? */
TEST(names_and_sources_control_nothing)
{
    static const char *const controls[] = {"\r", "\033", "\xc2\x9b"};

    lab_write(rubric);
    folder_remove(folder_path("student"));
    const char *folder =
        submission("#warning \"\xc2\x9b\"\nint main(void) { return 0; }\n");
    const struct outcome *seen = GRADE_OWN("--model", "thread", folder);
    CHECK_HAS(seen->out, "#warning");
    CHECK_LACKS(seen->out, "\xc2\x9b");
    rename(folder_path("student/thread.c"), folder_path("student/a.c"));
    folder_write(folder_path("student/b\r\n\033\xc2\x9bGrade :=>> 9.c"), "");
    seen = GRADE_OWN("--vpl", folder);
    CHECK_HAS(seen->out, "such as a.c and b\\x0d\\n\\x1b\\xc2\\x9bGrade ");
    for (int i = 0; i < COUNT(controls); i++)
        CHECK_LACKS(seen->out, controls[i]);
}

/* Can a file that cannot be written not pass for one that was? */
TEST(unwritable_is_refused)
{
    lab_write(rubric);
    for (int i = 0; i < FILES; i++)
        check_refused(RUN("grade", "--lab", "own", "--no-sandbox", files[i],
                          "/nowhere/report", submission(program[0])),
            STATUS_CANNOT, files[i]);
}
