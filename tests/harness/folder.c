#include "folder.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATHS = 16, PATH_BYTES = 128 };

static char top[] = "/tmp/twinlab.test.XXXXXX";
static pid_t maker; /* 0: it is not there yet */

static int
take_away(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    (void)at;
    return remove(path);
}

void
folder_remove(const char *path)
{
    nftw(path, take_away, 8, FTW_DEPTH | FTW_PHYS);
}

static void
clean_up(void)
{
    if (getpid() == maker)
        folder_remove(top);
}

const char *
folder_path(const char *name)
{
    static char paths[PATHS][PATH_BYTES];
    static int last;

    if (maker == 0) {
        if (mkdtemp(top) == NULL || atexit(clean_up) != 0)
            abort();
        maker = getpid();
    }
    last = (last + 1) % PATHS;
    snprintf(
        paths[last], PATH_BYTES, "%s%s%s", top, *name == '\0' ? "" : "/", name);
    return paths[last];
}

static bool
write_bytes(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return false;
    bool written = fwrite(bytes, 1, length, file) == length;
    return fclose(file) != EOF && written;
}

bool
folder_try_write(const char *path, const char *text)
{
    return write_bytes(path, text, strlen(text));
}

void
folder_write_bytes(const char *path, const char *bytes, size_t length)
{
    if (!write_bytes(path, bytes, length))
        abort();
}

void
folder_write(const char *path, const char *text)
{
    folder_write_bytes(path, text, strlen(text));
}

const char *
folder_read(const char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "re");
    size_t length = 0;

    if (file != NULL) {
        length = fread(text, 1, sizeof(text) - 1, file);
        fclose(file);
    }
    text[length] = '\0';
    return text;
}

void
folder_script(const char *path, const char *script)
{
    char text[4096];

    snprintf(text, sizeof(text), "#!/bin/sh\n%s", script);
    unlink(path);
    folder_write(path, text);
    chmod(path, 0755);
}

int
folder_count(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;

    if (folder == NULL)
        abort();
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}
