#include "room.h"

#include "cgroup.h"
#include "die.h"
#include "footprint.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MARGIN = 20,       /* of each limit one part in 20 is left to others, */
    MEMORY_MARGIN = 4, /* and of what memory is free a quarter */
    SHORT = 10,
    KIB = 1024,
    WORKER_BYTES = 64 * KIB,
    PLENTY = 100 /* with room for that many, a limit does not matter */
};

static const char unseen[] =
    "one that is not visible here, such as a container's";

long
room_tasks_of(uid_t user)
{
    DIR *folder = opendir("/proc");
    struct stat about;
    long tasks = 0;

    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[280];
        snprintf(path, sizeof(path), "/proc/%s/task", entry->d_name);
        /* A folder's link count is its number of subfolders plus two. */
        if (stat(path, &about) == 0 && about.st_uid == user)
            tasks += (long)about.st_nlink - 2;
    }
    closedir(folder);
    return tasks;
}

/* /proc/loadavg: "0.00 0.01 0.05 1/110 4711", where 110 is the number of tasks.
 */
static long
tasks_of_all(void)
{
    char text[128];
    long tasks;

    if (!sysfile_line(text, sizeof(text), "", "/proc/loadavg") ||
        sscanf(text, "%*s %*s %*s %*d/%ld", &tasks) != 1)
        return 0;
    return tasks;
}

static long
maps_of_ours(void)
{
    FILE *file = fopen("/proc/self/maps", "re");
    long lines = 0;

    for (int c; file != NULL && (c = getc(file)) != EOF;)
        lines += c == '\n';
    if (file != NULL)
        fclose(file);
    return lines;
}

/* The number of workers that a limit has room for, if each takes `each` and one
 * part in `share` is left to others. The lowest of all limits decides. -1 means
 * no limit. */
static void
consider(struct room *room, const char *name, long limit, long used, long each,
    long share)
{
    if (limit < 0 || each == 0)
        return;
    long left = (limit - limit / share - used) / each;
    if (left < room->workers)
        *room = (struct room){left < 0 ? 0 : left, name};
}

static void
consider_file(
    struct room *room, const char *path, long used, long each, long share)
{
    consider(room, path, sysfile_number("", "%s", path), used, each, share);
}

static void
consider_rlimit(struct room *room, const char *name, int resource, long used,
    long each, long share)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) == 0 && limit.rlim_cur < LONG_MAX)
        consider(room, name, (long)limit.rlim_cur, used, each, share);
}

long
room_memory(void)
{
    struct cgroup_limit group = cgroup_memory();
    long available_kib = sysfile_number("MemAvailable", "/proc/meminfo");
    long available = available_kib < 0 ? -1 : available_kib * KIB;
    long left = group.used < group.limit ? group.limit - group.used : 0;

    return group.limit >= 0 && (available < 0 || left < available) ? left
                                                                   : available;
}

static struct room
find(const struct room_each *each, long share, long memory_share)
{
    struct room room = {LONG_MAX, unseen};
    struct cgroup_limit group = cgroup_pids();
    long tasks = tasks_of_all();

    if (geteuid() != 0)
        consider_rlimit(&room, "this user's processes, see 'ulimit -u'",
            RLIMIT_NPROC, room_tasks_of(getuid()), each->tasks, share);
    consider_file(&room, "/proc/sys/kernel/pid_max", tasks, each->tasks, share);
    consider_file(
        &room, "/proc/sys/kernel/threads-max", tasks, each->tasks, share);
    consider(&room, "pids.max of this control group", group.limit, group.used,
        each->tasks, share);
    consider_file(
        &room, "/proc/sys/vm/max_map_count", maps_of_ours(), each->maps, share);
    consider_rlimit(&room, "this process's addresses, see 'ulimit -v'",
        RLIMIT_AS, footprint_virtual(getpid()), each->span, share);
    consider_rlimit(&room, "this process's data, see 'ulimit -d'", RLIMIT_DATA,
        sysfile_number("VmData", "/proc/self/status") * KIB, each->span, share);
    consider(
        &room, "the free memory", room_memory(), 0, each->bytes, memory_share);
    return room;
}

struct room
room_find(const struct room_each *each)
{
    return find(each, MARGIN, MEMORY_MARGIN);
}

/* The limit that has the least left. */
static const char *
nearest_limit(int code)
{
    struct room_each one = {
        .tasks = code == EAGAIN, .bytes = WORKER_BYTES, .maps = 2};
    pthread_attr_t usual;
    size_t stack = 0;

    if (pthread_attr_init(&usual) == 0) {
        pthread_attr_getstacksize(&usual, &stack);
        pthread_attr_destroy(&usual);
    }
    one.span = (long)stack;
    struct room room = find(&one, LONG_MAX, LONG_MAX);
    return room.workers < PLENTY ? room.limit : unseen;
}

const char *
room_advice(int code)
{
    static char advice[128];
    int before = errno;

    switch (code) {
    case EMFILE:
        return "see 'ulimit -n'";
    case ENFILE:
        return "the machine has too many open files: try again";
    case EAGAIN:
    case ENOMEM:
        snprintf(
            advice, sizeof(advice), "the limit is %s", nearest_limit(code));
        errno = before;
        return advice;
    default:
        return "does a container or a sandbox forbid it?";
    }
}

void
room_need(long workers, const struct room_each *each)
{
    struct room room = room_find(each);

    if (workers > room.workers)
        die(STATUS_CANNOT,
            "--workers=%ld: only %ld could be started, and some room left to "
            "others: the limit is %s",
            workers, room.workers, room.limit);
}

bool
room_is_short(void)
{
    struct cgroup_limit group = cgroup_memory();
    long total = sysfile_number("MemTotal", "/proc/meminfo");
    long available = sysfile_number("MemAvailable", "/proc/meminfo");

    return (available >= 0 && available < total / SHORT) ||
           (group.limit >= 0 && group.limit - group.used < group.limit / SHORT);
}
