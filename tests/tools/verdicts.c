/* Does step say of a program what is so, and no more than it knows?
 *
 * With arguments, a role and a model, this test is itself the program that is
 * studied: its workers are threads, or processes with a page in common. */

#define _GNU_SOURCE /* MAP_ANONYMOUS */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The program under study. ---- */

enum { WORKERS = 2 };

static volatile long *sum;
static bool are_processes;

/* The barrier keeps load and store apart, whatever the compiler. */
static void *
add_one(void *argument)
{
    long seen = *sum;
    __asm__ volatile("" : "+r"(seen));
    *sum = seen + 1;
    return argument;
}

static void *
do_nothing(void *argument)
{
    return argument;
}

static int
tell_sum(void)
{
    return *sum == WORKERS ? 0 : 3;
}

static int
say_three(void)
{
    return 3;
}

static const struct role {
    const char *name;
    void *(*worker)(void *);
    int (*end)(void); /* what main does then, and returns */
} roles[] = {
    {"tells", add_one, tell_sum},
    {"three", do_nothing, say_three},
    {.name = NULL},
};

static void
run_workers(void *(*worker)(void *))
{
    pthread_t thread[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        if (!are_processes) {
            if (pthread_create(&thread[i], NULL, worker, NULL) != 0)
                exit(STATUS_CANNOT);
        } else if (fork() == 0) {
            worker(NULL);
            _exit(0);
        }
    for (int i = 0; i < WORKERS; i++)
        if (are_processes)
            wait(NULL);
        else
            pthread_join(thread[i], NULL);
}

static int
be_studied(const char *name, const char *model)
{
    const struct role *role = roles;
    void *page = mmap(NULL, sizeof(*sum), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return STATUS_CANNOT;
    sum = page;
    are_processes = strcmp(model, "proc") == 0;
    while (strcmp(role->name, name) != 0)
        role++;
    run_workers(role->worker);
    return role->end();
}

/* ---- What is the same in all questions. ---- */

static const char *const models[] = {"thread", "proc", NULL};

static const struct outcome *
study(const char *role, const char *model, const char *function,
    const char *option)
{
    char self[4096];

    if (realpath("/proc/self/exe", self) == NULL)
        return STEP("--nothing");
    return STEP("--function", function, option, "--", self, role, model);
}

static bool
says(const struct outcome *seen, const char *words)
{
    return strstr(seen->out, words) != NULL;
}

/* ---- The program's own status. ---- */

/* Is it judged, and never taken for what step's own means: is 3 no deadlock? */
static void
status_of_the_program_is_judged(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("tells", models[i], "add_one", "--preemptions=2");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "6 schedules, 4 fail\n"));
        CU_ASSERT(says(seen, "the program exits with 3\n"));
    }
}

/* Is any other status right, where that is said; and is 0 wrong then? */
static void
expected_status_is_asked_for(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("three", models[i], "do_nothing", "--expect-status=3");
        CU_ASSERT_NOT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(!says(seen, "fail"));
        seen = study("tells", models[i], "add_one", "--expect-status=3");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "6 schedules, 2 fail\n"));
        CU_ASSERT(says(seen, "the program exits with 0, not 3\n"));
    }
}

static const struct test tests[] = {
    {"the program's status is judged", status_of_the_program_is_judged},
    {"another status may be expected", expected_status_is_asked_for},
    {.question = NULL},
};

int
main(int argc, char **argv)
{
    return argc > 2 ? be_studied(argv[1], argv[2])
                    : run_tests("verdicts", tests);
}
