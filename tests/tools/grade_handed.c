/* Does the grader tell what a student has changed outside of the tasks, and
 * nothing else? */

#include "../harness/folder.h"
#include "../harness/graded.h"
#include "../harness/program.h"

#include <stdio.h>

/* The lab's own program. */
static const char *const solved[] = {"total = total + 1",
    "        /* solution */\n"
    "        total = total + 1;\n"
    "        /* end: total++; */",
    NULL};

static void
lab_of_adder(void)
{
    lab_write("100 text text call=printf\n0 handed-out handed-out\n");
    folder_write(folder_path("labs/own/thread.c"), adder(solved));
}

/* Does the report on that source give all points, and this line of the check?
 */
static void
check_told(const char *source, const char *told)
{
    const struct outcome *seen = grade(source);

    check_held(seen);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "handed-out"), "not_judged");
    CHECK_HAS(output_of(seen->out, "handed-out"), told);
}

static void
check_silent(const char *source)
{
    const struct outcome *seen = grade(source);

    check_held(seen);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "handed-out"), "passed");
    CU_ASSERT_STRING_EQUAL(output_of(seen->out, "handed-out"), "");
}

/* May a student fill the task, add functions, variables and macros, divide a
 * string, and write it with other blanks, braces and comments? */
TEST(what_is_free)
{
    static const char *const free_to[] = {"#include <pthread",
        "#define _GNU_SOURCE\n#include <pthread.h>\n#include <err.h>",
        "static long total",
        "static long total, rounds; // both\n#define STEP 1\n"
        "static long more(long by) { return total + by; }",
        "total = total + 1", "if (rounds > 0) { total = more(STEP); }",
        "pthread_join(a", "{ pthread_join( a ,\n /* main */ NULL) ; }",
        "printf(\"total", "printf(\"to\" \"tal %ld\\n\", total);", NULL};

    lab_of_adder();
    check_silent(adder(NULL));
    check_silent(adder(free_to));
}

/* Is what main prints of its own told, with its lines? */
TEST(what_main_says)
{
    static const char *const prints[] = {
        "printf(\"total", "printf(\"total %ld\\n\", 2 * rounds);", NULL};
    static const char *const counts[] = {
        "pthread_join(a", "pthread_join(a, NULL);\n    total = 0;", NULL};
    static const char *const leaves[] = {"pthread_join(b", "", NULL};

    lab_of_adder();
    check_told(adder(prints), "tasks: line 26: read");
    check_told(adder(counts), "tasks: lines 24-25: read");
    check_told(adder(leaves), "tasks: line 24: read");
}

/* Is it told if the text stands as it was, but means something else: by a
 * macro, by a function of the same name, because it is not compiled, or because
 * it is within another function? */
TEST(what_text_means)
{
    static const char *const by_macro[] = {"static void *",
        "#define printf(text, sum) puts(\"total 200\")\nstatic void *", NULL};
    static const char *const by_name[] = {"static void *",
        "long atol(const char *t) { return *t; }\nstatic void *", NULL};
    static const char *const by_if[] = {
        "pthread_join(b", "#if 0\n    pthread_join(b, NULL);\n#endif", NULL};
    static const char *const by_nesting[] = {"return arg",
        "return arg;\n}\nstatic int old(void)\n{\n{", "return 0",
        "return 0;\n}\nreturn main(0, NULL);\n}\nint main(void)\n{\n"
        "return old() + puts(\"total 200\") < 0;",
        NULL};

    lab_of_adder();
    check_told(adder(by_macro), "tasks: line 7: read");
    check_told(adder(by_name), "tasks: line 7: read");
    check_told(adder(by_if), "tasks: line 26: read");
    check_told(adder(by_nesting), "read whether");
}

/* And if it is another program, although it may be right? */
TEST(another_program)
{
    lab_of_adder();
    check_told("#include <stdio.h>\n"
               "#include <pthread.h>\n"
               "int main(void) { return printf(\"total 2\\n\") < 0; }\n",
        "it is not the program that was handed out");
}
