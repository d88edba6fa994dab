/* Does step name the functions of a C++ program as their author wrote them? */

#include "../harness/check.h"
#include "../harness/folder.h"
#include "../harness/source.h"
#include "../harness/stepping.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char *compiler;

/* Becomes a compiler. */
static void
compile(void)
{
    char path[PATH_MAX];

    if (source_find(path, "tests/step/functions.cpp"))
        execlp(compiler, compiler, "-std=c++11", "-g", "-pthread", "-o",
            "functions", path, (char *)NULL);
    _exit(STATUS_CANNOT);
}

static void
check_names(const char *name)
{
    compiler = name;
    if (is_skipped(function_run(compile)->status != STATUS_HELD,
            "a compiler for C++ is missing"))
        return;
    CHECK_HAS(program_run("../../step", WORDS("--", "./functions"), NULL)->out,
        "\nA main  B Bank::deposit  C withdraw  D lambda, functions.cpp:27  "
        "E std::thread\n");
}

/* A member, one of a namespace without a name, a lambda; and what the library
 * puts around another? */
TEST(names_are_as_written)
{
    if (!can_step())
        return;
    CU_ASSERT_EQUAL_FATAL(chdir(folder_path("")), 0);
    check_names("g++");
    check_names("clang++");
}
