#include "mapped.h"

#include "limit.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILES = 128 };
#define SHM     "/dev/shm/"
#define DELETED " (deleted)" /* behind the name of a file that has none now */

static struct {
    unsigned device;
    unsigned long inode;
} files[MAX_FILES];
static uint64_t file_count;
static bool has_begun;

/* Files first mapped during the study, by any worker: numbered from above.
 * Their inodes differ in each start. */
static char *paths[MAX_FILES];
static int path_count;

/* Those of this start: a file keeps its number when its name is removed. */
static struct late_file {
    unsigned device;
    unsigned long inode;
    char *path;
    int number;
} late_files[MAX_FILES];
static int late_count;
static int known_count; /* of these, before the last look */

void
mapped_begin(void)
{
    file_count = 0;
    has_begun = false;
    while (late_count > 0)
        free(late_files[--late_count].path);
}

void
mapped_begun(void)
{
    has_begun = true;
}

void
mapped_look(void)
{
    known_count = late_count;
}

bool
mapped_is_new(uint64_t number)
{
    for (int i = known_count; i < late_count; i++)
        if ((uint64_t)late_files[i].number == number)
            return strncmp(late_files[i].path, SHM, strlen(SHM)) == 0;
    return false;
}

/* By its name, since the order differs between schedules. */
static int
number_of_path(const char *path)
{
    int i = 0;

    while (i < path_count && strcmp(paths[i], path) != 0)
        i++;
    if (i == MAX_FILES / 2)
        limit_refuse("more than %d shared mappings", MAX_FILES / 2);
    if (i == path_count)
        paths[path_count++] = store_copy(path, strlen(path) + 1);
    return MAX_FILES - 1 - i;
}

/* In /dev/shm a file may be known by another name: sem_open(3) makes it, maps
 * it and then links it to its own. There no file gets the inode of an earlier
 * one, as on a disk. */
static bool
is_late_file(const struct late_file *file, unsigned device, unsigned long inode,
    const char *path)
{
    size_t length = strlen(file->path);

    return file->device == device && file->inode == inode &&
           (strncmp(path, SHM, strlen(SHM)) == 0 ||
               (strncmp(path, file->path, length) == 0 &&
                   (path[length] == '\0' ||
                       strcmp(path + length, DELETED) == 0)));
}

/* A name that was removed may be another file's now; and what a file holds at
 * first may depend on whose `space` was the first to map it. */
static uint64_t
number_of_late_file(
    unsigned device, unsigned long inode, const char *path, int space)
{
    char name[4500];
    int same = 0;

    for (int i = 0; i < late_count; i++)
        if (is_late_file(&late_files[i], device, inode, path))
            return (uint64_t)late_files[i].number;
        else if (strcmp(late_files[i].path, path) == 0)
            same++;
    if (*path == '\0' || strstr(path, DELETED) != NULL)
        limit_refuse("a worker maps shared memory without a name in mid-study: "
                     "it is not followed; map it before the workers are made");
    if (late_count == MAX_FILES)
        limit_refuse("more than %d shared mappings", MAX_FILES);
    snprintf(name, sizeof(name), "%d %d %s", space, same, path);
    late_files[late_count] = (struct late_file){device, inode,
        store_copy(path, strlen(path) + 1), number_of_path(name)};
    return (uint64_t)late_files[late_count++].number;
}

/* Files by the order in which we meet them: the same in each run. */
uint64_t
mapped_number(unsigned device, unsigned long inode, const char *line, int space)
{
    char system_v[64];
    const char *path = strchr(line, '/');
    uint64_t i = 0;

    while (i < file_count &&
           (files[i].device != device || files[i].inode != inode))
        i++;
    if (i == file_count && has_begun && strstr(line, SYSTEM_V) != NULL) {
        snprintf(system_v, sizeof(system_v), "System V memory %lu", inode);
        return (uint64_t)number_of_path(system_v);
    }
    if (i == file_count && has_begun)
        return number_of_late_file(
            device, inode, path != NULL ? path : "", space);
    if (i == MAX_FILES / 2)
        limit_refuse("more than %d shared mappings", MAX_FILES / 2);
    if (i == file_count) {
        files[file_count].device = device;
        files[file_count++].inode = inode;
    }
    return i;
}
