#include "check.h"

#include "program.h"

#include "kit/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Beside ten busy programs all takes ten times as long; and step gives up by
 * itself after a minute. LAST_RESORT_S: of all tests of a program; less than
 * tests/run has. */
enum { PATIENCE_S = 300, LAST_RESORT_S = 3000, MOST_TESTS = 100 };

static struct test added[MOST_TESTS + 1]; /* up to one without a question */

long
patience_s(void)
{
    const char *said = getenv("TEST_SECONDS");
    long seconds = said == NULL ? 0 : strtol(said, NULL, 10);

    return seconds > 0 ? seconds : PATIENCE_S;
}

long
patience_end_ns(void)
{
    return clock_ns() + patience_s() * NS_PER_S;
}

bool
wait_on(long end_ns)
{
    clock_sleep_ns(NS_PER_MS);
    return clock_ns() < end_ns;
}

void
not_tried(const char *why)
{
    printf("\n    not tried here: %s ", why);
}

bool
is_skipped(bool so, const char *why)
{
    if (so)
        not_tried(why);
    return so;
}

/* The program under test dies with us: see program.c. */
static void
hung(int number)
{
    static const char line[] =
        "\nthe test itself is stuck\n0 passed, 1 failed\n";

    (void)number;
    if (write(STDOUT_FILENO, line, sizeof(line) - 1) == -1)
        _exit(2);
    _exit(1);
}

/* A parent may leave SIGCHLD ignored, and then no child can be waited for. What
 * a script starts by '&' ignores SIGINT and SIGQUIT: a child of ours would lose
 * those that come before it has set its own. Where signals are blocked, neither
 * the alarm nor a test's kill arrives. */
static void
reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < SIGRTMIN; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void
check_has(const char *text, bool has, const char *const *words)
{
    for (; *words != NULL; words++) {
        bool good = (strstr(text, *words) != NULL) == has;
        if (!good)
            printf("\n    %s there: %s ", has ? "not" : "still", *words);
        CU_ASSERT(good);
    }
}

void
add_test(const char *name, void (*run)(void))
{
    static int count;

    if (count == MOST_TESTS)
        abort();
    added[count++] = (struct test){name, run};
}

int
run_tests(const char *suite_name, const struct test *table)
{
    setvbuf(stdout, NULL, _IONBF, 0); /* so that a fork prints nothing twice */
    reset_signals();
    signal(SIGALRM, hung);
    alarm((
        unsigned)(patience_s() > LAST_RESORT_S ? patience_s() : LAST_RESORT_S));
    prctl(PR_SET_CHILD_SUBREAPER,
        1); /* orphans become our children: see program.c */

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite suite = CU_add_suite(suite_name, NULL, NULL);
    if (table == NULL)
        table = added;
    for (; suite != NULL && table->question != NULL; table++)
        if (CU_add_test(suite, table->question, table->run) == NULL)
            suite = NULL;
    if (suite != NULL) {
        CU_basic_set_mode(CU_BRM_VERBOSE);
        CU_basic_run_tests();
        program_explain();
    }
    unsigned run = CU_get_number_of_tests_run();
    unsigned failed = CU_get_number_of_tests_failed();
    bool good = suite != NULL && run > 0 && CU_get_number_of_failures() == 0;
    CU_cleanup_registry();
    printf("%u passed, %u failed\n", run - failed, failed);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
