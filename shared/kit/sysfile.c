#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
sysfile_line(const char *path, const char *prefix, char *text, size_t size)
{
    char line[4096]; /* the flags of a CPU are a long line */
    FILE *file = fopen(path, "re");
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, prefix, strlen(prefix)) == 0) {
            const char *rest = line + strlen(prefix);
            rest += strspn(rest, " \t:");
            snprintf(text, size, "%.*s", (int)strcspn(rest, "\n"), rest);
            found = *text != '\0';
        }
    if (file != NULL)
        fclose(file);
    return found;
}

long
sysfile_number(const char *path, const char *prefix)
{
    char text[64], *end;

    if (!sysfile_line(path, prefix, text, sizeof(text)))
        return -1;
    errno = 0;
    long number = strtol(text, &end, 10);
    return end == text || errno != 0 ? -1 : number;
}

const char *
sysfile_stat(const char *path, char text[SYSFILE_STAT])
{
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return NULL; /* it has ended */
    size_t length = fread(text, 1, SYSFILE_STAT - 1, file);
    fclose(file);
    text[length] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end != NULL && name_end[1] == ' ' ? name_end + 2 : NULL;
}

long
sysfile_entries(const char *path)
{
    DIR *folder = opendir(path);
    long count = 0;

    if (folder == NULL)
        return -1;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count - 2;
}
