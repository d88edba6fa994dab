#include "weigh.h"

#include "folder.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_OPEN = 1024, BLOCK_BYTES = 512, KIB = 1024 };

/* Files already counted. If there are more, some count twice. */
struct counted {
    int count;
    struct {
        dev_t device;
        ino_t inode;
    } file[MOST_OPEN];
};

static bool
is_new(struct counted *counted, const struct stat *about)
{
    for (int i = 0; i < counted->count; i++)
        if (counted->file[i].inode == about->st_ino &&
            counted->file[i].device == about->st_dev)
            return false;
    if (counted->count < MOST_OPEN) {
        counted->file[counted->count].device = about->st_dev;
        counted->file[counted->count++].inode = about->st_ino;
    }
    return true;
}

/* The user's files in a folder. In a folder of descriptors, /proc/PID/fd, they
 * are the open files; named ones have been counted under their names. */
static long
weigh_folder(
    const char *path, uid_t user, bool nameless, struct counted *counted)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    struct stat about;
    long bytes = 0;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (fstatat(dirfd(folder), entry->d_name, &about,
                nameless ? 0 : AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(about.st_mode) && about.st_uid == user &&
            is_new(counted, &about))
            bytes += about.st_blocks * BLOCK_BYTES;
    if (folder != NULL)
        closedir(folder);
    return bytes;
}

/* The number after the word, in a process's status (proc(5)); or -1. */
static long
status_number(const char *process, const char *word)
{
    char path[64], line[256];
    long number = -1;
    size_t length = strlen(word);

    snprintf(path, sizeof(path), "/proc/%.20s/status", process);
    FILE *status = fopen(path, "re");
    while (number == -1 && status != NULL &&
           fgets(line, sizeof(line), status) != NULL)
        if (strncmp(line, word, length) == 0)
            number = strtol(line + length, NULL, 10);
    if (status != NULL)
        fclose(status);
    return number;
}

/* Mapped files take no memory from others. */
static long
weigh_memory(const char *process)
{
    long private = status_number(process, "RssAnon:");
    long shared = status_number(process, "RssShmem:");

    return ((private > 0 ? private : 0) + (shared > 0 ? shared : 0)) * KIB;
}

/* kill(-1, 0) does not help: it succeeds if there is any other process, even
 * one that it may not signal. */
bool
weigh_has(uid_t user)
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    bool found = processes == NULL; /* who knows? */

    while (!found && (entry = folder_next(processes, "/proc")) != NULL)
        found = isdigit((unsigned char)*entry->d_name) &&
                status_number(entry->d_name, "Uid:") == (long)user;
    if (processes != NULL)
        closedir(processes);
    return found;
}

long
weigh(uid_t user, const char *directory)
{
    static struct counted counted;
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    struct stat about;
    char path[64];

    counted.count = 0;
    long bytes = weigh_folder("/dev/shm", user, false, &counted) +
                 weigh_folder(directory, user, false, &counted);
    while (processes != NULL && (entry = readdir(processes)) != NULL)
        if (isdigit((unsigned char)*entry->d_name) &&
            fstatat(dirfd(processes), entry->d_name, &about, 0) == 0 &&
            about.st_uid == user) {
            snprintf(path, sizeof(path), "/proc/%.20s/fd", entry->d_name);
            bytes += weigh_memory(entry->d_name) +
                     weigh_folder(path, user, true, &counted);
        }
    if (processes != NULL)
        closedir(processes);
    return bytes;
}
