#include "left.h"

#include "folder.h"
#include "keeper.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memstream.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char shm[] = "/dev/shm";

/* NULL if there is none. An unreadable one would look empty. */
static DIR *
open_folder(const char *path)
{
    DIR *folder = opendir(path);

    if (folder == NULL && errno != ENOENT)
        die(STATUS_CANNOT, "%s: %m: cannot see what a program leaves", path);
    return folder;
}

struct left {
    char **names;
    size_t count;
};

/* A name is identified by its file: if removed and created again, it is new.
 * (tmpfs numbers its files, and uses no number twice.) */
static char *
identity(int folder, const char *name)
{
    struct stat about;
    char *text;

    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == -1) {
        if (errno != ENOENT)
            die(STATUS_CANNOT, "%s/%s: %m: cannot look at it", shm, name);
        return NULL;
    }
    if (about.st_uid != geteuid())
        return NULL;
    if (asprintf(&text, "%llu %s", (unsigned long long)about.st_ino, name) ==
        -1)
        die(STATUS_CANNOT, "no memory for the names in %s", shm);
    return text;
}

struct left *
left_look(void)
{
    struct left *left = calloc(1, sizeof(*left));
    DIR *folder = open_folder(shm);
    struct dirent *entry;

    if (left == NULL)
        die(STATUS_CANNOT, "no memory for the names in %s", shm);
    while (folder != NULL && (entry = folder_next(folder, shm)) != NULL) {
        char *text = identity(dirfd(folder), entry->d_name);
        char **names = text == NULL ? NULL
                                    : realloc(left->names,
                                          (left->count + 1) * sizeof(*names));
        if (names != NULL) {
            left->names = names;
            left->names[left->count++] = text;
        } else
            free(text);
    }
    if (folder != NULL)
        closedir(folder);
    return left;
}

static bool
is_known(const struct left *left, const char *text)
{
    for (size_t i = 0; i < left->count; i++)
        if (strcmp(left->names[i], text) == 0)
            return true;
    return false;
}

/* Does a line of the process's memory map end in this path? */
static bool
is_mapped(const char *maps, const char *path)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen(maps, "re");

    while (!found && file != NULL && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *at = strchr(line, '/');
        found = at != NULL && strcmp(at, path) == 0;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* Somebody else's process, started while our command ran, has it mapped. */
static bool
is_used(const char *name)
{
    DIR *processes = open_folder("/proc");
    struct dirent *entry;
    char maps[64], path[512];
    bool found = false;

    snprintf(path, sizeof(path), "%s/%s", shm, name);
    while (!found && processes != NULL && (entry = readdir(processes)) != NULL)
        if (isdigit((unsigned char)*entry->d_name)) {
            snprintf(maps, sizeof(maps), "/proc/%.20s/maps", entry->d_name);
            found = is_mapped(maps, path);
        }
    if (processes != NULL)
        closedir(processes);
    return found;
}

char *
left_names(struct left *before)
{
    char *names = NULL;
    size_t length;
    FILE *out = memstream_open(&names, &length, "names");
    DIR *folder = open_folder(shm);
    struct dirent *entry;

    while (folder != NULL && (entry = folder_next(folder, shm)) != NULL) {
        char *text = identity(dirfd(folder), entry->d_name);
        if (text != NULL && !is_known(before, text) &&
            !is_used(entry->d_name) &&
            (unlinkat(dirfd(folder), entry->d_name, 0) == 0 || errno != ENOENT))
            fprintf(out, "%s\n", entry->d_name);
        free(text);
    }
    if (folder != NULL)
        closedir(folder);
    memstream_close(out, "names");
    for (size_t i = 0; i < before->count; i++)
        free(before->names[i]);
    free(before->names);
    free(before);
    return names;
}

/* Kill our children; true if there was one. Their orphans come to us, their
 * subreaper. */
static bool
kill_children(void)
{
    char path[64];
    int child;
    bool found = false;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        die(STATUS_CANNOT, "%s: %m: cannot end what a program leaves", path);
    while (fscanf(file, "%d", &child) == 1)
        if (child != keeper_id()) {
            kill(child, SIGKILL);
            found = true;
        }
    fclose(file);
    return found;
}

/* A process may have made others before it was killed, and the list may miss
 * one while others end (proc(5)), so repeat until none is left. */
int
left_processes(double *cpu_seconds)
{
    struct rusage used;
    int count = 0;
    pid_t id;

    for (;;) {
        bool found = keeper_kill();
        found |= kill_children();
        while ((id = wait4(-1, NULL, WNOHANG, &used)) > 0) {
            count++;
            *cpu_seconds += left_cpu_seconds(&used);
        }
        bool none = id == 0 ? keeper_id() != 0 : errno == ECHILD;
        if (!found && none)
            return count;
        clock_sleep_ns(NS_PER_MS);
    }
}

double
left_cpu_seconds(const struct rusage *used)
{
    return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
           (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}
