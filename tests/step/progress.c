/* Does step tell how far a search has come, and is its estimate what comes of
 * the search?
 *
 * With an argument, this test is itself the program under study: some threads
 * add to a word, so many times each. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The program under study. ---- */

enum { WORKERS = 3 };

static volatile long total;
static long additions;

static void *
add(void *unused)
{
    for (long i = 0; i < additions; i++)
        total = total + 1;
    return unused;
}

static int
be_program(const char *argument)
{
    pthread_t thread[WORKERS];

    additions = strtol(argument, NULL, 10);
    for (int i = 0; i < WORKERS; i++)
        if (pthread_create(&thread[i], NULL, add, NULL) != 0)
            return STATUS_CANNOT;
    for (int i = 0; i < WORKERS; i++)
        pthread_join(thread[i], NULL);
    return 0;
}

/* ---- Questions. ---- */

static char self[4096];

/* Is all of it done when a search is complete, and is the estimate then the
 * number of its schedules: with the reduction, without it, without a bound? */
TEST(estimates_what_it_finds)
{
    static const char *const how[] = {
        "--preemptions=2", "--no-reduction", "--preemptions=all"};

    if (!can_step())
        return;
    for (int i = 0; i < COUNT(how); i++) {
        const struct outcome *seen = STEP(how[i], "--json", "--", self, "1");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        const char *study = strstr(seen->out, "{\"name\"");
        CU_ASSERT_PTR_NOT_NULL_FATAL(study);
        double schedules = real_at(study, "schedules");
        CU_ASSERT(schedules > 0);
        CU_ASSERT_DOUBLE_EQUAL(real_at(study, "share"), 1, 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(
            real_at(study, "estimate"), schedules, 1e-6 * schedules);
    }
}

static int ends[2];

static bool
prepare_pipe(void)
{
    return dup2(ends[1], STDERR_FILENO) != -1;
}

/* Of one that goes on for long, does it say so, a line at a time? */
TEST(tells_while_it_searches)
{
    char line[256];

    if (!can_step())
        return;
    CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
    program_start("step",
        WORDS("--progress", "--max-seconds=3600", "--", self, "50"),
        PREPARED(prepare_pipe));
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(said);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(fgets(line, sizeof(line), said));
        CU_ASSERT_EQUAL(strncmp(line, "step: up to ", 12), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(line, " states"));
    }
    kill(program_id(), SIGINT);
    CU_ASSERT_EQUAL(program_finish()->signal, SIGINT);
    fclose(said);
}

/* Is nobody told who has not asked, and has no terminal? */
TEST(is_silent_otherwise)
{
    if (!can_step())
        return;
    CU_ASSERT_STRING_EQUAL(STEP("--max-seconds=5", "--", self, "50")->err, "");
}

int
main(int argc, char **argv)
{
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return argc > 1 ? be_program(argv[1]) : run_tests("progress", NULL);
}
