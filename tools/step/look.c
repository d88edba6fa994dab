#include "look.h"

#include "limit.h"

#include <errno.h>

enum { PATH_BYTES = 64 };

static void
name_path(char path[PATH_BYTES], pid_t id, const char *name)
{
    snprintf(path, PATH_BYTES, "/proc/%d/%s", (int)id, name);
}

static void *
need(void *opened, const char *path)
{
    if (opened == NULL && errno != ENOENT && errno != ESRCH)
        limit_refuse("%s: %m: cannot look at the program", path);
    return opened;
}

FILE *
look_file(pid_t id, const char *name)
{
    char path[PATH_BYTES];

    name_path(path, id, name);
    return need(fopen(path, "re"), path);
}

DIR *
look_folder(pid_t id, const char *name)
{
    char path[PATH_BYTES];

    name_path(path, id, name);
    return need(opendir(path), path);
}
