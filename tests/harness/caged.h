/* A grader with its cage, in a process of its own, for each kind of cage that
 * works here: bubblewrap as root and as an ordinary user, and fences as root of
 * a container, with the capabilities and the refusals that Docker's default
 * has. */
#pragma once

#include "check.h"

#include "tools/grade/run.h"

#include <stdbool.h>

/* main of a test program with cages: the test program itself, what is run in
 * its cages, and what is between them. */
int caged_main(int argc, char **argv);

/* A test whose body is asked in each kind of cage: it returns the answer, which
 * must be yes. */
#define CAGED_TEST(name)                                                       \
    static bool name##_holds(void);                                            \
    TEST(name)                                                                 \
    {                                                                          \
        caged_ask(name##_holds);                                               \
    }                                                                          \
    static bool name##_holds(void)

void caged_ask(bool (*holds)(void));

/* Kill the grader while that hostile program runs, and assert that nobody of it
 * lives on. */
void caged_kill(const char *hostile);

/* ---- For the function that is asked. ---- */

/* The grader's folder: all may read and write what is in it, but for what the
 * cage does; its folder "run" is the job's, and what lies in "reads" it may
 * read and execute. */
const char *caged_path(const char *name);

/* Run a hostile program (hostile.h) in the cage, as the tests' usual job. */
const struct run_result *caged_hostile(const char *name, const char *object);

/* Run any command in it. */
const struct run_result *caged_run(const char *const *argv, bool traces);

/* Does a process of the last hostile program live? */
bool caged_lives(void);

/* Has it been kept from doing harm: has it ended by itself with status 0? */
bool caged_harmless(const char *name, const char *object);
