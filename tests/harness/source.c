#include "source.h"

#include <string.h>
#include <unistd.h>

bool
source_find(char path[PATH_MAX], const char *name)
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);

    for (char *slash; length > 0; length = slash - path) {
        path[length] = '\0';
        slash = strrchr(path, '/');
        if (slash == NULL)
            break;
        snprintf(slash, PATH_MAX - (size_t)(slash - path), "/%s", name);
        if (access(path, R_OK) == 0)
            return true;
    }
    return false;
}

FILE *
source_open(const char *name)
{
    char path[PATH_MAX];

    return source_find(path, name) ? fopen(path, "re") : NULL;
}
