#include "room.h"

#include "cgroup.h"
#include "die.h"
#include "sysfile.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MARGIN = 20, SHORT = 10, KIB = 1024 };

/* Of all processes that we can see; those that we cannot may take what we
 * think is free, and then a start fails in the middle. */
static long
tasks_of(uid_t user)
{
    DIR *folder = opendir("/proc");
    struct stat about;
    long tasks = 0;

    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[280];
        snprintf(path, sizeof(path), "/proc/%s/task", entry->d_name);
        /* A folder has a link for each entry, and two of its own. */
        if (stat(path, &about) == 0 && about.st_uid == user)
            tasks += (long)about.st_nlink - 2;
    }
    closedir(folder);
    return tasks;
}

/* /proc/loadavg: "0.00 0.01 0.05 1/110 4711", of which 110 is meant. */
static long
tasks_of_all(void)
{
    char text[128];
    long tasks;

    if (!sysfile_line("/proc/loadavg", "", text, sizeof(text)) ||
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

/* What of a limit is left for workers that take so much of it; the least of
 * all limits wins. A limit of -1 is none. */
static void
consider(struct room *room, const char *name, long limit, long used, long each)
{
    if (limit < 0 || each == 0)
        return;
    long left = (limit - limit / MARGIN - used) / each;
    if (left < room->workers)
        *room = (struct room){left < 0 ? 0 : left, name};
}

static void
consider_memory(struct room *room, long bytes_each)
{
    struct cgroup_limit group = cgroup_memory();
    long available_kib = sysfile_number("/proc/meminfo", "MemAvailable");
    long available = available_kib < 0 ? -1 : available_kib * KIB;

    if (group.limit >= 0 &&
        (available < 0 || group.limit - group.used < available))
        available = group.limit - group.used;
    if (available >= 0)
        consider(
            room, "memory that is free", available, available / 4, bytes_each);
}

struct room
room_find(const struct room_each *each)
{
    struct room room = {LONG_MAX, "no limit"};
    struct cgroup_limit group = cgroup_pids();
    struct rlimit user;
    long tasks = tasks_of_all();

    if (geteuid() != 0 && getrlimit(RLIMIT_NPROC, &user) == 0 &&
        user.rlim_cur != RLIM_INFINITY)
        consider(&room, "this user's processes, see 'ulimit -u'",
            (long)user.rlim_cur, tasks_of(getuid()), each->tasks);
    consider(&room, "/proc/sys/kernel/pid_max",
        sysfile_number("/proc/sys/kernel/pid_max", ""), tasks, each->tasks);
    consider(&room, "/proc/sys/kernel/threads-max",
        sysfile_number("/proc/sys/kernel/threads-max", ""), tasks, each->tasks);
    consider(&room, "pids.max of this control group", group.limit, group.used,
        each->tasks);
    consider(&room, "/proc/sys/vm/max_map_count",
        sysfile_number("/proc/sys/vm/max_map_count", ""), maps_of_ours(),
        each->maps);
    consider_memory(&room, each->bytes);
    return room;
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
    long total = sysfile_number("/proc/meminfo", "MemTotal");
    long available = sysfile_number("/proc/meminfo", "MemAvailable");

    return (available >= 0 && available < total / SHORT) ||
           (group.limit >= 0 && group.limit - group.used < group.limit / SHORT);
}
