#include "guest_calls.h"
#include "guest_run.h"
#include "limit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Below these nothing changes. */
static const char *const fixed[] = {"/usr/", "/lib", "/etc/", "/bin/", "/sbin/",
    "/proc/filesystems", "/sys/fs/selinux", "/dev/null", NULL};

static bool changes_files;
static char looks_at[PATH_MAX];

static _Noreturn void
refuse_files(void)
{
    limit_refuse("a worker becomes another program, which looks at %s, and the "
                 "program changes files: it is not followed",
        looks_at);
}

void
guest_beside_changes(bool changes)
{
    changes_files |= changes;
    if (changes_files && *looks_at != '\0')
        refuse_files();
}

static bool
begins_with_one(const char *path, const char *const *beginnings)
{
    while (*beginnings != NULL &&
           strncmp(path, *beginnings, strlen(*beginnings)) != 0)
        beginnings++;
    return *beginnings != NULL;
}

static void
read_path(const struct guest_run *run, uint64_t address, char path[PATH_MAX])
{
    if (target_peek_string(run->process, address, path, PATH_MAX) == 0)
        guest_refuse(run, "names a file where it has no memory");
}

static bool
opens_to_write(const struct call *call)
{
    uint64_t flags = call->number == SYS_openat ? call->arguments[2]
#ifdef SYS_open
                     : call->number == SYS_open ? call->arguments[1]
#endif
                                                : 0;

    return (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY;
}

/* In a folder of PATH, unless we are in there. */
static bool
is_on_path(const char *path)
{
    const char *folder = getenv("PATH"), *name = strrchr(path, '/');
    char here[PATH_MAX];

    if (*path != '/' || getcwd(here, sizeof(here)) == NULL)
        return false;
    size_t length = (size_t)(name - path);
    if (strncmp(here, path, length) == 0)
        return false;
    for (; folder != NULL; folder = strchr(folder, ':')) {
        folder += *folder == ':';
        if (strcspn(folder, ":") == length &&
            strncmp(folder, path, length) == 0)
            return true;
    }
    return false;
}

void
guest_look_at(const char *path)
{
    if (begins_with_one(path, fixed) || is_on_path(path))
        return;
    snprintf(looks_at, sizeof(looks_at), "%s", path);
    guest_beside_changes(false);
}

/* Its memory and its program. */
static bool
is_its_own(const char *path)
{
    return strcmp(path, "/proc/self/maps") == 0 ||
           strcmp(path, "/proc/self/exe") == 0;
}

/* Files of the system stay as they are. Of others the program may change some,
 * then we refuse both. What is no file may change by itself, or be shared. That
 * is asked of the name, too: where we look it up, /dev/stdin is step's own. */
void
guest_look(const struct guest_run *run, const struct call *call)
{
    static const char *const alive[] = {"/dev/", "/proc/", "/sys/", NULL};
    char path[PATH_MAX], from[PATH_MAX + 64], there[PATH_MAX];
    struct stat about;
    int argument, folder;

    guest_call_path(call, &argument, &folder);
    read_path(run, call->arguments[argument], path);
    if (*path == '\0' || is_its_own(path))
        return; /* '\0': the descriptor itself */
    if (begins_with_one(path, alive) && !begins_with_one(path, fixed))
        guest_refuse(run, "looks at %s", path);
    int descriptor = folder == -1 ? AT_FDCWD : (int)call->arguments[folder];
    if (*path == '/')
        snprintf(from, sizeof(from), "%s", path);
    else if (descriptor == AT_FDCWD)
        snprintf(from, sizeof(from), "/proc/%d/cwd/%s", run->process, path);
    else
        snprintf(from, sizeof(from), "/proc/%d/fd/%d/%s", run->process,
            descriptor, path);
    bool is_there = realpath(from, there) != NULL;
    if (!is_there)
        snprintf(there, sizeof(there), "%s", path);
    if (strcmp(there, "/dev/null") != 0 && opens_to_write(call))
        guest_refuse(run, "opens %s to write there", there);
    if (begins_with_one(there, fixed))
        return;
    if (begins_with_one(there, alive) ||
        (is_there && stat(there, &about) == 0 && !S_ISREG(about.st_mode) &&
            !S_ISDIR(about.st_mode)))
        guest_refuse(run, "looks at %s", there);
    snprintf(looks_at, sizeof(looks_at), "%s", there);
    if (changes_files) {
        guest_end(run);
        refuse_files();
    }
}
