#include "scratch.h"

#include "kit/die.h"
#include "kit/name.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char ours[PATH_MAX]; /* the current folder, or "" */

static const char *
temporary(void)
{
    const char *folder = getenv("TMPDIR");

    return folder != NULL ? folder : "/tmp";
}

/* What is ours we may open, whatever its mode was. (A folder that could not be
 * read is looked through now.) */
static int
open_up(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)at;
    if ((type != FTW_D && type != FTW_DNR) ||
        (about->st_mode & S_IRWXU) == S_IRWXU || chmod(path, S_IRWXU) == -1 ||
        type == FTW_D)
        return 0;
    return nftw(path, open_up, 16, FTW_PHYS);
}

static int
take_away(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    (void)at;
    return remove(path) == -1 && errno != ENOENT ? errno : 0;
}

/* 0, or errno of what failed. */
static int
remove_tree(const char *path)
{
    nftw(path, open_up, 16, FTW_PHYS);
    int code = nftw(path, take_away, 16, FTW_DEPTH | FTW_PHYS);
    return code == -1 ? errno : code;
}

int
scratch_empty(const char *path)
{
    int code = remove_tree(path);

    return code == 0 && mkdir(path, 0700) == -1 ? errno : code;
}

/* Kill the processes whose program is in the folder. */
static void
kill_those_of(const char *path)
{
    DIR *processes = opendir("/proc");
    size_t length = strlen(path);
    struct dirent *entry;
    char link[64], program[PATH_MAX];

    while (processes != NULL && (entry = readdir(processes)) != NULL) {
        snprintf(link, sizeof(link), "/proc/%.20s/exe", entry->d_name);
        if (isdigit((unsigned char)*entry->d_name) &&
            readlink(link, program, sizeof(program)) > (ssize_t)length &&
            strncmp(program, path, length) == 0 && program[length] == '/')
            kill(atoi(entry->d_name), SIGKILL);
    }
    if (processes != NULL)
        closedir(processes);
}

static bool
is_left(int folder, const char *name)
{
    struct stat about;

    return name_is_orphan(name) &&
           fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(about.st_mode) && about.st_uid == geteuid();
}

void
scratch_sweep(void)
{
    DIR *folder = opendir(temporary());
    struct dirent *entry;
    char path[PATH_MAX];

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (is_left(dirfd(folder), entry->d_name) &&
            snprintf(path, sizeof(path), "%s/%s", temporary(), entry->d_name) <
                (int)sizeof(path)) {
            kill_those_of(path);
            remove_tree(path);
        }
    if (folder != NULL)
        closedir(folder);
}

void
scratch_make(char *path, size_t size)
{
    static bool is_registered;
    char name[NAME_BYTES];

    if (!is_registered && atexit(scratch_remove) != 0)
        die(STATUS_CANNOT, "atexit: %m: cannot remove a folder later");
    if (!is_registered)
        scratch_sweep();
    is_registered = true;
    name_fresh(name);
    if (snprintf(path, size, "%s%s", temporary(), name) >= (int)size - 64)
        die(STATUS_CANNOT, "%s is too long: set TMPDIR to a shorter path",
            temporary());
    if (mkdir(path, 0700) == -1)
        die(STATUS_CANNOT, "%s: %m: cannot make a folder", path);
    snprintf(ours, sizeof(ours), "%s", path);
}

void
scratch_remove(void)
{
    int code = *ours != '\0' ? remove_tree(ours) : 0;

    if (code != 0)
        complain("%s: %s: cannot be removed; the next grader tries again", ours,
            strerror(code));
    *ours = '\0';
}
