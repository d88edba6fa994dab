#include "folder.h"

#include "kit/die.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

struct dirent *
folder_next(DIR *folder, const char *path)
{
    errno = 0;
    struct dirent *entry = readdir(folder);

    if (entry == NULL && errno != 0)
        die(STATUS_CANNOT, "%s: %m: cannot see what is in it", path);
    return entry;
}

void
folder_clear(const char *path, uid_t user, FILE *out)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    struct stat about;

    if (folder == NULL && errno != ENOENT && out != NULL)
        die(STATUS_CANNOT, "%s: %m: cannot see what a program leaves", path);
    while (folder != NULL && (entry = folder_next(folder, path)) != NULL)
        if (fstatat(dirfd(folder), entry->d_name, &about,
                AT_SYMLINK_NOFOLLOW) == 0 &&
            about.st_uid == user &&
            (unlinkat(dirfd(folder), entry->d_name, 0) == 0 ||
                errno != ENOENT) &&
            out != NULL)
            fprintf(out, "%s\n", entry->d_name);
    if (folder != NULL)
        closedir(folder);
}
