/* Is the limit named that leaves too little room, and are the kernel's limits
 * read correctly? */

#include "kit/room.h"

#include "../harness/folder.h"
#include "../harness/program.h"

#include "kit/cgroup.h"
#include "kit/footprint.h"
#include "kit/start.h"
#include "kit/sysfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNPREPARED = 125 }; /* struct outcome */

static void
check_no_start(const struct outcome *seen, const char *word, const char *limit)
{
    if (is_skipped(!seen->prepared, "cannot become an ordinary user"))
        return;
    check_refused(seen, STATUS_CANNOT, word);
    CHECK_HAS(seen->err, limit);
}

/* What each of so many workers needs. */
#define NEED(workers, ...)                                                     \
    room_need(workers, &(struct room_each){.tasks = 1, __VA_ARGS__})

/* Is a start refused that needs too much of any resource, naming the limit, and
 * is a small one accepted? */
TEST(limits_are_named)
{
    check_no_start(
        IN_CHILD(NEED(1, .bytes = LONG_MAX / 4)), "could be started", "memory");
    check_no_start(IN_CHILD(NEED(1, .maps = 1 << 30)), "could be started",
        "/proc/sys/vm/max_map_count");
    check_no_start(
        IN_CHILD(NEED(LONG_MAX, .bytes = 1)), "could be started", "--workers=");
    check_held(IN_CHILD(NEED(1, .bytes = 4096, .maps = 1)));
}

/* Is the room at most the number of the kernel's free ids? */
TEST(ids_are_a_limit)
{
    struct room room = room_find(&(struct room_each){.tasks = 1, .bytes = 1});
    long ids = sysfile_number("", "/proc/sys/kernel/pid_max");
    long tasks = sysfile_number("", "/proc/sys/kernel/threads-max");

    CU_ASSERT(ids > 0 && tasks > 0);
    CU_ASSERT(room.workers >= 0);
    CU_ASSERT(room.workers < ids && room.workers < tasks);
}

static void
check_failed(const struct outcome *seen, const char *limit)
{
    check_no_start(seen, "only 3 workers", limit);
}

/* When a worker could not be started, is the responsible limit named, and none
 * if none is near? */
TEST(failed_starts_are_explained)
{
    rlim_t bytes = (rlim_t)footprint_virtual(getpid()) + (1 << 20);
    const struct outcome *seen;

    if (!UNDER_ASAN && !UNDER_TSAN) { /* which reserve addresses of their own */
        seen = IN_CHILD({
            setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes});
            _exit(start_failed("pthread_create", EAGAIN, 3));
        });
        check_failed(seen, "'ulimit -v'");
        seen = IN_CHILD({
            setrlimit(RLIMIT_DATA, &(struct rlimit){1 << 20, 1 << 20});
            _exit(start_failed("coro_spawn", ENOMEM, 3));
        });
        check_failed(seen, "'ulimit -d'");
    }
    seen = IN_CHILD(_exit(
        prepare_no_processes() ? start_failed("fork", EAGAIN, 3) : UNPREPARED));
    check_failed(seen, "'ulimit -u'");
    check_failed(
        IN_CHILD(_exit(start_failed("fork", EAGAIN, 3))), "not visible here");
    check_failed(
        IN_CHILD(_exit(start_failed("fork", EMFILE, 3))), "'ulimit -n'");
    check_failed(IN_CHILD(_exit(start_failed("fork", EPERM, 3))), "sandbox");
}

/* Does the advice leave the error as it is, for the %m beside it? The limits
 * are then read in vain, which would set errno. */
TEST(advice_keeps_the_error)
{
    struct rlimit files;

    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &files), 0);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){0, files.rlim_max});
    errno = ENOMEM;
    room_advice(ENOMEM);
    int after = errno;
    setrlimit(RLIMIT_NOFILE, &files);
    CU_ASSERT_EQUAL(after, ENOMEM);
}

/* In a mount namespace of its own: a /sys/fs/cgroup and a /proc/self/cgroup
 * that we wrote. _exit(UNPREPARED) if that is impossible. */
static void
fake_groups(const char *membership)
{
    const char *const folders[] = {"/sys/fs/cgroup/pids",
        "/sys/fs/cgroup/pids/a", "/sys/fs/cgroup/pids/a/b", "/sys/fs/cgroup/c",
        "/sys/fs/cgroup/c/d"};

    if (!hide_folder("/sys/fs/cgroup", NULL))
        _exit(UNPREPARED);
    for (int i = 0; i < COUNT(folders); i++)
        if (mkdir(folders[i], 0700) == -1)
            _exit(UNPREPARED);
    if (!folder_try_write("/sys/fs/cgroup/membership", membership) ||
        mount("/sys/fs/cgroup/membership", "/proc/self/cgroup", NULL, MS_BIND,
            NULL) == -1)
        _exit(UNPREPARED);
}

static void
check_groups(const struct outcome *seen, int status, const char *expected)
{
    if (is_skipped(!seen->prepared, "cannot create a mount namespace"))
        return;
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->out, expected);
}

/* Are control groups of both versions read, up to the root, and the tightest
 * limit found? First the parent's is, and then the nearer one; reclaimable
 * memory counts as free. */
TEST(groups_are_read)
{
    struct cgroup_limit pids, memory;
    const struct outcome *seen = IN_CHILD({
        fake_groups("7:cpu:/x\n6:pids:/a/b\n0::/c\n");
        folder_try_write("/sys/fs/cgroup/pids/a/b/pids.max", "max\n");
        folder_try_write("/sys/fs/cgroup/pids/a/b/pids.current", "7\n");
        folder_try_write("/sys/fs/cgroup/pids/a/pids.max", "50\n");
        folder_try_write("/sys/fs/cgroup/pids/a/pids.current", "30\n");
        pids = cgroup_pids();
        printf("%ld %ld\n", pids.limit, pids.used);
        NEED(LONG_MAX, .bytes = 1);
    });

    check_groups(seen, STATUS_CANNOT, "50 30\n");
    seen = IN_CHILD({
        fake_groups("0::/c/d\n");
        folder_try_write("/sys/fs/cgroup/c/d/pids.max", "20\n");
        folder_try_write("/sys/fs/cgroup/c/d/pids.current", "4\n");
        folder_try_write("/sys/fs/cgroup/c/pids.max", "100\n");
        folder_try_write("/sys/fs/cgroup/c/pids.current", "40\n");
        folder_try_write("/sys/fs/cgroup/c/memory.max", "1000000\n");
        folder_try_write("/sys/fs/cgroup/c/memory.current", "700000\n");
        folder_try_write(
            "/sys/fs/cgroup/c/memory.stat", "anon 5\ninactive_file 600000\n");
        pids = cgroup_pids();
        memory = cgroup_memory();
        printf("%ld %ld %ld %ld\n", pids.limit, pids.used, memory.limit,
            memory.used);
        NEED(1, .bytes = LONG_MAX / 4);
    });
    check_groups(seen, STATUS_CANNOT, "20 4 1000000 100000\n");
    seen = IN_CHILD({
        fake_groups("0::/\n");
        printf("%ld %ld\n", cgroup_pids().limit, cgroup_memory().limit);
        fflush(stdout);
    });
    check_groups(seen, STATUS_HELD, "-1 -1\n");
}

/* Does touched memory count as resident, and memory that is only mapped as
 * virtual? */
TEST(footprint_grows)
{
    enum { BYTES = 8 << 20 };
    long share = footprint_share(getpid());
    long resident = footprint_resident(getpid());
    long span = footprint_virtual(getpid());
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CU_ASSERT_FATAL(memory != MAP_FAILED);
    CU_ASSERT(footprint_virtual(getpid()) >= span + BYTES);
    memset(memory, 1, BYTES);
    CU_ASSERT(footprint_resident(getpid()) > resident + BYTES / 2);
    if (share >= 0)
        CU_ASSERT(footprint_share(getpid()) > share + BYTES / 2);
    CU_ASSERT(footprint_kernel() > 0);
    munmap(memory, BYTES);
}

/* Is an unreadable value reported as such? */
TEST(unreadable_files_are_reported)
{
    char text[8];

    CU_ASSERT_EQUAL(sysfile_number("", "/no/such/file"), -1);
    CU_ASSERT_EQUAL(sysfile_number("Name:", "/proc/self/status"), -1);
    CU_ASSERT_EQUAL(sysfile_entries("/no/such/folder"), -1);
    CU_ASSERT_FALSE(sysfile_line(text, 8, "No such", "/proc/self/status"));
    CU_ASSERT(sysfile_line(text, 8, "Name", "/proc/self/status"));
    CU_ASSERT_STRING_EQUAL(text, "room");
    CU_ASSERT_EQUAL(footprint_share(0), -1);
}
