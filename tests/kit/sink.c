/* Is a file that another program holds reported, and does no worker write any
 * more after one could not? (The other promises of a sink are tested by
 * tests/prodcons.c, with each twin.) */

#include "../harness/program.h"

#include "kit/sink.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

/* The first holds the lock until it ends. The second gets it then, and has
 * enough room; but its write would be cut off if the end of the first ends the
 * program. */
TEST(nobody_writes_after_a_failure)
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
    CU_ASSERT(!first.kind->write(&first, &big, 1, false, false, &passed));
    first.kind->close(&first);
    limit_file(RLIM_INFINITY);
    CU_ASSERT(!second.kind->write(&second, &small, 1, false, false, &passed));
    CU_ASSERT(strstr(second.why, "another worker") != NULL);
    second.kind->close(&second);

    CU_ASSERT_EQUAL(stat(path, &after), 0);
    CU_ASSERT_EQUAL(after.st_size, before.st_size);
    close(place.claim);
    unlink(path);
}

/* Is a file that another run has begun, and not yet given its title, refused
 * because it is in use, and not for what it holds? */
TEST(refusals_say_why)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[] = "/tmp/twinlab.test.XXXXXX";
    struct sink_place place;
    int file = mkstemp(path);

    CU_ASSERT_FATAL(file != -1 && write(file, "# tw", 4) == 4);
    CU_ASSERT_EQUAL(fcntl(file, F_OFD_SETLK, &whole), 0);
    const struct outcome *seen = IN_CHILD(sink_claim(&place, path, "test"));
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CHECK_HAS(seen->err, "in use by another run");
    close(file);
    seen = IN_CHILD(sink_claim(&place, path, "test"));
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CHECK_HAS(seen->err, "holds something else");
    unlink(path);
}

/* Any program that may read the file may lock it. Is that wait limited, and is
 * what shows the holder named? */
TEST(foreign_locks_are_reported)
{
    char path[] = "/tmp/twinlab.test.XXXXXX";
    struct sink_place place;
    struct sink sink;
    long passed = 0;
    int file = mkstemp(path);

    CU_ASSERT_FATAL(file != -1);
    sink_claim(&place, path, "test");
    CU_ASSERT_FATAL(sink_open(&sink, &place));
    CU_ASSERT_EQUAL(flock(file, LOCK_SH), 0);
    CU_ASSERT(!sink.kind->write(&sink, &small, 1, false, false, &passed));
    CHECK_HAS(sink.why, "lslocks");
    CU_ASSERT_EQUAL(flock(file, LOCK_UN), 0);
    CU_ASSERT(sink.kind->write(&sink, &small, 1, false, false, &passed));
    sink.kind->close(&sink);
    close(place.claim);
    close(file);
    unlink(path);
}
