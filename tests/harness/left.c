#include "left.h"

#include "check.h"

#include "kit/clock.h"
#include "kit/sysfile.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* 0 where there is no such process any more. */
static pid_t
read_group(pid_t id)
{
    char text[SYSFILE_STAT];
    pid_t group;
    const char *fields = sysfile_stat(text, "/proc/%d/stat", (int)id);

    return fields != NULL && sscanf(fields, "%*c %*d %d", &group) == 1 ? group
                                                                       : 0;
}

/* The CPU time of a thread, from its schedstat file: its ticks (stat) are 10 ms
 * long, more than a probe's worker uses in all its life. -1: it has ended. */
static long
read_used_ns(pid_t process, pid_t thread)
{
    return sysfile_number(
        "", "/proc/%d/task/%d/schedstat", (int)process, (int)thread);
}

int
next_number(DIR **folder)
{
    struct dirent *entry;

    while (*folder != NULL && (entry = readdir(*folder)) != NULL)
        if (isdigit((unsigned char)*entry->d_name))
            return (int)strtol(entry->d_name, NULL, 10);
    if (*folder != NULL)
        closedir(*folder);
    *folder = NULL;
    return 0;
}

/* The next process of the group; 0 at the end. Zombies count: somebody should
 * have reaped them. */
static pid_t
next_member(DIR **processes, pid_t group)
{
    pid_t id;

    do
        id = next_number(processes);
    while (id != 0 && read_group(id) != group);
    return id;
}

int
group_members(pid_t group, pid_t *ids, int size)
{
    DIR *processes = opendir("/proc");
    int members = 0;

    for (pid_t id; (id = next_member(&processes, group)) != 0;)
        if (id != group) {
            if (members < size)
                ids[members] = id;
            members++;
        }
    return members;
}

int
group_at_work(pid_t group)
{
    DIR *processes = opendir("/proc");
    char path[64];
    int at_work = 0;

    for (pid_t id; (id = next_member(&processes, group)) != 0;) {
        snprintf(path, sizeof(path), "/proc/%d/task", (int)id);
        DIR *tasks = opendir(path);
        for (int task; (task = next_number(&tasks)) != 0;) {
            at_work += task != group && read_used_ns(id, task) > NS_PER_MS;
        }
    }
    return at_work;
}

bool
leader_at_work(pid_t group)
{
    return read_used_ns(group, group) > 10 * NS_PER_MS;
}

/* From /proc/PID/syscall: a number, and its arguments in hexadecimal. */
static bool
is_writing(pid_t id)
{
    char text[64];
    long number, first;

    return sysfile_line(text, sizeof(text), "", "/proc/%d/syscall", (int)id) &&
           sscanf(text, "%ld 0x%lx", &number, (unsigned long *)&first) == 2 &&
           (number == SYS_write || number == SYS_writev) &&
           first == STDOUT_FILENO;
}

bool
group_writes(pid_t group)
{
    DIR *processes = opendir("/proc");
    bool found = false;

    for (pid_t id; (id = next_member(&processes, group)) != 0;)
        found |= is_writing(id);
    return found;
}

bool
group_gone(pid_t group, long until_ns)
{
    int orphans = 0;

    do {
        while (waitpid(-group, NULL, WNOHANG) > 0)
            orphans++;
        if (kill(-group, 0) == -1 && errno == ESRCH)
            return orphans == 0 || until_ns > 0;
        clock_sleep_ns(NS_PER_MS);
    } while (clock_ns() < until_ns);
    kill(-group, SIGKILL);
    while (waitpid(-group, NULL, 0) > 0)
        ;
    return false;
}

void
names_look(struct names *names)
{
    DIR *folder = opendir("/dev/shm");

    names->count = 0;
    if (folder == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strstr(entry->d_name, "twinlab.") != NULL &&
            names->count < MAX_NAMES)
            snprintf(names->name[names->count++], NAME_ROOM, "%.*s",
                NAME_ROOM - 1, entry->d_name);
    closedir(folder);
}

static bool
is_known(const struct names *names, const char *name)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

static bool
is_left(const char *name, const char *path, pid_t program, long until_ns)
{
    int maker = 0;

    sscanf(strstr(name, "twinlab."), "twinlab.%d.", &maker);
    if (maker == program)
        return true;
    if (maker <= 0 || kill(maker, 0) == 0)
        return false;
    while (access(path, F_OK) == 0)
        if (!wait_on(until_ns))
            return true;
    return false;
}

int
names_left(const struct names *before, pid_t program, long until_ns)
{
    static struct names after;
    int left = 0;

    names_look(&after);
    for (int i = 0; i < after.count; i++) {
        char *name = after.name[i], path[NAME_ROOM + 16];

        snprintf(path, sizeof(path), "/dev/shm/%s", name);
        if (is_known(before, name) || !is_left(name, path, program, until_ns))
            continue;
        printf("\n    left in /dev/shm: %s ", name);
        unlink(path);
        left++;
    }
    return left;
}
