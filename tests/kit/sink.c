/* After a worker that could not write, does nobody write any more? (What else a
 * sink promises is asked by tests/prodcons.c, with each twin.) */

#include "../harness/check.h"

#include "kit/sink.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char payload[4096] = {1};
static const struct sink_row big = {0, 0, 0, payload, sizeof(payload)};
static const struct sink_row small = {0, 1, 0, payload, 1};

static void
limit_file(rlim_t bytes)
{
    struct rlimit limit;

    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The first has the lock until it ends. The second gets it then, with room
 * enough; but its writing would be cut off by the end of the first, if that
 * ends the program. */
static void
nobody_writes_after_a_failure(void)
{
    char path[] = "/tmp/twinlab.test.XXXXXX";
    struct sink_place place;
    struct sink first, second;
    struct stat before, after;
    long passed = 0;
    int file = mkstemp(path);

    CU_ASSERT_FATAL(file != -1);
    close(file);
    signal(SIGXFSZ, SIG_IGN);
    sink_claim(&place, path, "test");
    CU_ASSERT_FATAL(sink_open(&first, &place) && sink_open(&second, &place));
    CU_ASSERT_EQUAL(stat(path, &before), 0);

    limit_file(4000);
    CU_ASSERT(!sink_write(&first, &big, 1, false, false, &passed));
    sink_close(&first);
    limit_file(RLIM_INFINITY);
    CU_ASSERT(!sink_write(&second, &small, 1, false, false, &passed));
    CU_ASSERT(strstr(second.why, "another worker") != NULL);
    sink_close(&second);

    CU_ASSERT_EQUAL(stat(path, &after), 0);
    CU_ASSERT_EQUAL(after.st_size, before.st_size);
    close(place.claim);
    unlink(path);
}

static const struct test tests[] = {
    {"nobody writes after a failure", nobody_writes_after_a_failure},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("sink", tests);
}
