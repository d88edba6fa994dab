#include "folder.h"

#include "kit/die.h"

#include <errno.h>
#include <stddef.h>

struct dirent *
folder_next(DIR *folder, const char *path)
{
    errno = 0;
    struct dirent *entry = readdir(folder);

    if (entry == NULL && errno != 0)
        die(STATUS_CANNOT, "%s: %m: cannot see what is in it", path);
    return entry;
}
