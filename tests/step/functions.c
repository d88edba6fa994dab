/* Does step name what stands in a C++ program as its author wrote it? */

#include "../harness/check.h"
#include "../harness/folder.h"
#include "../harness/source.h"
#include "../harness/stepping.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char *compiler, *level = "-O0";

/* Becomes a compiler. */
static void
compile(void)
{
    char path[PATH_MAX];

    if (source_find(path, "tests/step/functions.cpp"))
        execlp(compiler, compiler, "-std=c++11", "-g", level, "-pthread", "-o",
            "functions", path, (char *)NULL);
    _exit(STATUS_CANNOT);
}

/* Does step say this of the program, whichever compiler built it? */
static void
check_said(const char *const *words, const char *said)
{
    static const char *const compilers[] = {"g++", "clang++"};

    if (!can_step())
        return;
    CU_ASSERT_EQUAL_FATAL(chdir(folder_path("")), 0);
    for (int i = 0; i < COUNT(compilers); i++) {
        compiler = compilers[i];
        if (!is_skipped(IN_CHILD(compile())->status != STATUS_HELD,
                "a compiler for C++ is missing"))
            CHECK_HAS(program_run("step", words, NULL)->out, said);
    }
}

/* A member, one of a namespace without a name, a lambda; and what the library
 * puts around another? */
TEST(names_are_as_written)
{
    check_said(WORDS("--", "./functions"),
        "\nA main  B Bank::deposit  C withdraw  D lambda, functions.cpp:35  "
        "E std::thread\n");
}

/* Is the author's line told where code of a library's header dies? */
TEST(crash_has_the_authors_line)
{
    check_said(WORDS("--preemptions=0", "--", "./functions", "x"),
        "A was killed by SIGABRT at functions.cpp:38\n");
}

/* And where main writes by such code, before all its tasks are there? */
TEST(early_access_has_the_authors_line)
{
    static const char *const levels[] = {"-O2", "-O0"};

    for (int i = 0; i < COUNT(levels); i++) {
        level = levels[i];
        check_said(WORDS("--preemptions=0", "--", "./functions", "x", "y"),
            "a worker is ahead of main at functions.cpp:32\n");
    }
}
