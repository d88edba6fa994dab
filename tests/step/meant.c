/* A child crashes, and its parent expects that: is it told as meant, however
 * long the search may take?
 *
 * With an argument, this test is itself the program under study: children that
 * write to a word of their parent's, each so many times, and then abort. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The program under study. ---- */

enum { CHILDREN = 3 };

static _Noreturn void
be_child(volatile long *word, long child, long writes)
{
    for (long i = 0; i < writes; i++)
        *word = *word * CHILDREN + child;
    abort();
}

static int
be_program(const char *argument)
{
    long writes = strtol(argument, NULL, 10);
    volatile long *word = mmap(NULL, sizeof(*word), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status, aborted = 0;

    if (word == MAP_FAILED)
        return STATUS_CANNOT;
    for (int i = 0; i < CHILDREN; i++)
        if (fork() == 0)
            be_child(word, i, writes);
    for (int i = 0; i < CHILDREN; i++)
        aborted += wait(&status) != -1 && WIFSIGNALED(status) &&
                   WTERMSIG(status) == SIGABRT;
    return aborted != CHILDREN;
}

/* ---- Questions. ---- */

static char self[4096];

/* Does it hold, and is it said who has crashed? */
TEST(is_told_as_meant)
{
    if (!can_step())
        return;
    const struct outcome *seen = STEP("--", self, "1");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(strstr(seen->out, "these crash in each schedule") != NULL);
}

/* Is it never called a failure, even if little time is left when a schedule
 * has first come to its end? */
TEST(is_no_failure_in_a_hurry)
{
    if (!can_step())
        return;
    const struct outcome *seen = STEP("--max-seconds=1", "--", self, "6");
    CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_STUCK);
    CU_ASSERT(strstr(seen->out, " crash;") == NULL);
    CU_ASSERT(strstr(seen->out, "fails") == NULL ||
              strstr(seen->out, "none fails") != NULL);
}

/* And the same where schedules are drawn? */
TEST(is_no_failure_when_drawn)
{
    if (!can_step())
        return;
    const struct outcome *seen = STEP("--sample=20", "--", self, "10");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT(strstr(seen->out, "none fails") != NULL);
}

int
main(int argc, char **argv)
{
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return argc > 1 ? be_program(argv[1])
                    : run_tests("children that are to crash", NULL);
}
