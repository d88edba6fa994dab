/* Is what comes on step's stdin given to each start of the program, and to all
 * its workers, from the beginning on?
 *
 * With an argument, this test is itself the program under study: it adds the
 * numbers on its stdin, before its workers are made or in them; or it makes
 * processes, and reads nothing. */

#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The program under study. ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *
add_one(void *unused)
{
    int number;

    pthread_mutex_lock(&lock);
    if (scanf("%d", &number) == 1)
        total += number;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *
do_nothing(void *unused)
{
    return unused;
}

static int
make_processes(void)
{
    fork();
    fork();
    fork();
    return 0;
}

static int
be_program(const char *role)
{
    bool early = strcmp(role, "early") == 0;
    pthread_t thread[2];

    if (strcmp(role, "fork") == 0)
        return make_processes();
    for (int i = 0; early && i < 2; i++)
        add_one(NULL);
    for (int i = 0; i < 2; i++)
        if (pthread_create(
                &thread[i], NULL, early ? do_nothing : add_one, NULL) != 0)
            return STATUS_CANNOT;
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    return total;
}

/* ---- Questions. ---- */

static char self[4096];

static const struct outcome *
study(const char *role, const char *status, const struct setting *setting)
{
    return program_run(
        "step", WORDS("--preemptions=0", status, "--", self, role), setting);
}

/* Does the program read it all, in each schedule? */
TEST(each_start_reads_it)
{
    static const char *const roles[] = {"early", "late"};
    const struct setting numbers = {.input = "3 4\n"};

    if (!can_step())
        return;
    for (int i = 0; i < COUNT(roles); i++) {
        CU_ASSERT_EQUAL(study(roles[i], "--expect-status=7", &numbers)->status,
            STATUS_HELD);
        CU_ASSERT_EQUAL(study(roles[i], "--expect-status=3", &numbers)->status,
            STATUS_BROKEN);
    }
}

static bool
prepare_closed(void)
{
    return close(STDIN_FILENO) == 0;
}

/* Does it find the end at once where there is nothing, or no stdin at all? */
TEST(nothing_is_the_end)
{
    if (!can_step())
        return;
    CU_ASSERT_EQUAL(
        study("late", "--expect-status=0", NULL)->status, STATUS_HELD);
    CU_ASSERT_EQUAL(
        study("late", "--expect-status=0", PREPARED(prepare_closed))->status,
        STATUS_HELD);
}

/* Eight processes close it as they end: is that nothing to start anew for? */
TEST(who_does_not_read_it_is_soon_studied)
{
    const struct setting numbers = {.input = "3 4\n"};

    if (!can_step())
        return;
    CU_ASSERT_EQUAL(
        study("fork", "--expect-status=0", &numbers)->status, STATUS_HELD);
}

static bool
prepare_zeros(void)
{
    int zeros = open("/dev/zero", O_RDONLY);

    return zeros != -1 && dup2(zeros, STDIN_FILENO) != -1;
}

static bool
prepare_folder(void)
{
    int folder = open("/", O_RDONLY);

    return folder != -1 && dup2(folder, STDIN_FILENO) != -1;
}

/* Is a stdin without end, or that cannot be read, refused in a line? */
TEST(what_cannot_be_read_is_refused)
{
    if (!can_step())
        return;
    check_refused(study("late", "--expect-status=0", PREPARED(prepare_zeros)),
        STATUS_CANNOT, "16 MiB");
    check_refused(study("late", "--expect-status=0", PREPARED(prepare_folder)),
        STATUS_CANNOT, "stdin");
}

/* The other end stays open in step itself. */
static bool
prepare_open_pipe(void)
{
    int ends[2];

    return pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) != -1;
}

/* Is one that nobody ends given up in the time that there is? */
TEST(an_open_pipe_is_given_up)
{
    if (!can_step())
        return;
    check_refused(study("late", "--max-seconds=1", PREPARED(prepare_open_pipe)),
        STATUS_CANNOT, "stdin has not ended");
}

int
main(int argc, char **argv)
{
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return argc > 1 ? be_program(argv[1]) : run_tests("input", NULL);
}
