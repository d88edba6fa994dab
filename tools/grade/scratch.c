#include "scratch.h"

#include "kit/die.h"
#include "kit/name.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

static bool
is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* What is ours we may open, whatever its mode was. */
static bool
is_folder(int above, const char *name)
{
    struct stat about;

    return fstatat(above, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(about.st_mode) &&
           ((about.st_mode & S_IRWXU) == S_IRWXU ||
               fchmodat(above, name, S_IRWXU, 0) == 0);
}

/* Move a folder up to the top, under a name that is free there. */
static int
lift(int above, const char *name, int top)
{
    static unsigned long number;
    char free_name[32];
    int code = EEXIST;

    while (code == EEXIST || code == ENOTEMPTY || code == ENOTDIR) {
        snprintf(free_name, sizeof(free_name), "lifted.%lu", number++);
        code = renameat(above, name, top, free_name) == -1 ? errno : 0;
    }
    return code;
}

/* Empty a folder in the top one: files are removed, folders lifted. */
static int
empty(int top, const char *name)
{
    int above =
        openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = above != -1 ? fdopendir(above) : NULL;
    struct dirent *entry;
    int code = folder == NULL ? errno : 0;

    while (code == 0 && (entry = readdir(folder)) != NULL)
        if (is_dots(entry->d_name))
            continue;
        else if (is_folder(above, entry->d_name))
            code = lift(above, entry->d_name, top);
        else if (unlinkat(above, entry->d_name, 0) == -1 && errno != ENOENT)
            code = errno;
    if (folder != NULL)
        closedir(folder);
    return code;
}

/* Remove what is in the top folder, but for what is lifted into it meanwhile:
 * then `more` is true. */
static int
clear(DIR *top, bool *more)
{
    int above = dirfd(top), code = 0;
    struct dirent *entry;

    *more = false;
    rewinddir(top);
    while (code == 0 && (entry = readdir(top)) != NULL) {
        if (is_dots(entry->d_name))
            continue;
        bool is_one = is_folder(above, entry->d_name);
        *more |= is_one;
        code = is_one ? empty(above, entry->d_name) : 0;
        if (unlinkat(above, entry->d_name, is_one ? AT_REMOVEDIR : 0) == -1 &&
            code == 0 && errno != ENOENT)
            code = errno;
    }
    return code;
}

/* 0, or errno of what failed. A tree may be deeper than a path can say, or than
 * we could have folders open: so each folder is brought to the top first. */
static int
remove_tree(const char *path)
{
    DIR *top = is_folder(AT_FDCWD, path) ? opendir(path) : NULL;
    bool more = top != NULL;
    int code = 0;

    while (more && code == 0)
        code = clear(top, &more);
    if (top != NULL)
        closedir(top);
    if (rmdir(path) == -1 && code == 0 && errno != ENOENT)
        code = errno;
    return code;
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
