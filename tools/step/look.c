#include "look.h"

#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { PATH_BYTES = 64 };

static void
name_path(char path[PATH_BYTES], pid_t id, const char *name)
{
    snprintf(path, PATH_BYTES, "/proc/%d/%s", (int)id, name);
}

static void
need(bool opened, const char *path)
{
    if (!opened && errno != ENOENT && errno != ESRCH)
        limit_refuse("%s: %m: cannot look at the program", path);
}

FILE *
look_file(pid_t id, const char *name)
{
    char path[PATH_BYTES];

    name_path(path, id, name);
    FILE *file = fopen(path, "re");
    need(file != NULL, path);
    return file;
}

bool
look_line(pid_t id, const char *name, const char *field, char line[LOOK_LINE])
{
    FILE *file = look_file(id, name);
    bool found = false;

    while (!found && file != NULL && fgets(line, LOOK_LINE, file) != NULL)
        found = strncmp(line, field, strlen(field)) == 0;
    if (file != NULL)
        fclose(file);
    if (!found)
        *line = '\0';
    return found;
}

DIR *
look_folder(pid_t id, const char *name)
{
    char path[PATH_BYTES];

    name_path(path, id, name);
    DIR *folder = opendir(path);
    need(folder != NULL, path);
    return folder;
}

int
look_memory(pid_t id)
{
    char path[PATH_BYTES];

    name_path(path, id, "mem");
    int memory = open(path, O_WRONLY | O_CLOEXEC);
    need(memory != -1, path);
    return memory;
}
