#include "whole_file.h"

#include "die.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new file in the folder of `path`, which is to become it; its descriptor, or
 * -1. */
static int
make_beside(const char *path, char name[PATH_MAX])
{
    if (snprintf(name, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return mkostemp(name, O_CLOEXEC);
}

void
whole_file_need(const char *option, const char *path)
{
    char name[PATH_MAX];
    struct stat about;

    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        die(STATUS_CANNOT, "%s: %s is not a regular file: give another name",
            option, path);
    bool held = stop_hold(); /* so that the trial file is removed */
    int file = make_beside(path, name), saved = errno;
    if (file != -1) {
        unlink(name);
        close(file);
    }
    if (held)
        stop_release(0);
    errno = saved;
    if (file == -1 || (access(path, F_OK) == 0 && access(path, W_OK) == -1))
        die(STATUS_CANNOT, "%s: cannot write %s: %m: give another name", option,
            path);
}

bool
whole_file_try(const char *path, const char *bytes, size_t length)
{
    char name[PATH_MAX];
    bool held = stop_hold(); /* so that no half a file is left */
    int file = make_beside(path, name);
    mode_t mask = umask(0);

    umask(mask);
    FILE *out = file != -1 ? fdopen(file, "w") : NULL;
    bool good = out != NULL && fchmod(file, 0666 & ~mask) == 0 &&
                fwrite(bytes, 1, length, out) == length;
    if (out != NULL && fclose(out) == EOF)
        good = false;
    good = good && rename(name, path) == 0;
    int saved = errno;
    if (!good && file != -1)
        unlink(name);
    if (held)
        stop_release(0);
    errno = saved;
    return good;
}

bool
whole_file_put(
    const char *option, const char *path, const char *bytes, size_t length)
{
    bool good = whole_file_try(path, bytes, length);

    if (!good)
        complain("%s: cannot write %s: %m: try another file", option, path);
    return good;
}
