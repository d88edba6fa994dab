#include "sysfile.h"

#include "format.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *
sysfile_open(const char *path, ...)
{
    char whole[1280];

    FORMAT(whole, sizeof(whole), path);
    return fopen(whole, "re");
}

bool
sysfile_line_of(FILE *file, char *text, size_t size, const char *prefix)
{
    char line[4096]; /* the flags of a CPU are a long line */
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
sysfile_number_of(FILE *file, const char *prefix)
{
    char text[64], *end;

    if (!sysfile_line_of(file, text, sizeof(text), prefix))
        return -1;
    errno = 0;
    long number = strtol(text, &end, 10);
    return end == text || errno != 0 ? -1 : number;
}

const char *
sysfile_stat_of(FILE *file, char text[SYSFILE_STAT])
{
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
