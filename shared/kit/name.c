#include "name.h"

#include "must.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* The creator of a name. A process id is reused, but within one namespace not
 * with the same start time, in ticks since boot. */
struct maker {
    int pid;
    unsigned long long start; /* 0: it cannot be seen */
    unsigned long pids, times;
};

/* Field 22 of proc_pid_stat(5). */
static unsigned long long
start_of(int pid)
{
    unsigned long long start;
    char text[SYSFILE_STAT];
    const char *fields = sysfile_stat(text, "/proc/%d/stat", pid);

    if (fields == NULL ||
        sscanf(fields,
            "%*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
            "%*s %*s %*s %*s %llu",
            &start) != 1)
        return 0;
    return start;
}

/* 0 where there are none of that kind, or /proc is not mounted. */
static unsigned long
namespace_of_ours(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? (unsigned long)about.st_ino : 0;
}

static struct maker
ourselves(void)
{
    return (struct maker){getpid(), start_of(getpid()),
        namespace_of_ours("/proc/self/ns/pid"),
        namespace_of_ours("/proc/self/ns/time")};
}

static void
write_name(char name[NAME_BYTES], const struct maker *maker, unsigned random)
{
    snprintf(name, NAME_BYTES, "/twinlab.%d.%llu.%lx-%lx.%08x", maker->pid,
        maker->start, maker->pids, maker->times, random);
}

/* Does the name have exactly our form? */
static bool
read_name(const char *name, struct maker *maker)
{
    char again[NAME_BYTES];
    unsigned random;

    if (sscanf(name, "twinlab.%d.%llu.%lx-%lx.%8x", &maker->pid, &maker->start,
            &maker->pids, &maker->times, &random) != 5)
        return false;
    write_name(again, maker, random);
    return strcmp(name, again + 1) == 0;
}

static bool
is_gone(const struct maker *maker, const struct maker *us)
{
    if (maker->pids != us->pids || maker->times != us->times ||
        maker->pid <= 0 || maker->start == 0)
        return false;
    if (kill(maker->pid, 0) == -1)
        return errno == ESRCH;
    unsigned long long start = start_of(maker->pid);
    return start != 0 && start != maker->start;
}

bool
name_is_orphan(const char *name)
{
    struct maker maker;

    if (!read_name(name, &maker))
        return false;
    const struct maker us = ourselves();
    return us.start != 0 && us.pids != 0 && is_gone(&maker, &us);
}

static void
sweep(void)
{
    DIR *folder = opendir("/dev/shm");

    if (folder == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        struct stat about;
        if (strncmp(name, "sem.", 4) == 0)
            name += 4;
        if (name_is_orphan(name) &&
            fstatat(dirfd(folder), entry->d_name, &about,
                AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(about.st_mode) && about.st_uid == geteuid())
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
}

void
name_fresh(char name[NAME_BYTES])
{
    static bool swept;
    struct maker us = ourselves();
    unsigned random;

    if (!swept)
        sweep();
    swept = true;
    MUST_ERRNO(getrandom(&random, sizeof(random), 0)); /* so few at once */
    write_name(name, &us, random);
}
