#include "files.h"

#include "format.h"

#include "kit/memstream.h"
#include "kit/whole_file.h"

#include <stdlib.h>

static char *before[FORMATS];    /* "" unless it is appended to */
static bool is_missing[FORMATS]; /* the last report, and that was said */

static void
remember(int format, const char *path)
{
    size_t length;
    FILE *memory = memstream_open(&before[format], &length, "a report");
    FILE *file = formats[format].is_appended ? fopen(path, "re") : NULL;

    int last = '\n';

    for (int byte; file != NULL && (byte = getc(file)) != EOF; last = byte)
        putc(byte, memory);
    if (last != '\n')
        putc('\n', memory);
    if (file != NULL)
        fclose(file);
    memstream_close(memory, "a report");
}

void
files_open(const char *const *paths)
{
    for (int i = 0; i < FORMATS; i++)
        if (paths[i] != NULL) {
            whole_file_need(formats[i].option, paths[i]);
            remember(i, paths[i]);
        }
}

void
files_rewrite(const char *const *paths, const struct reports *reports)
{
    for (int i = 0; i < FORMATS; i++) {
        char *text;
        size_t length;
        if (paths[i] == NULL)
            continue;
        FILE *memory = memstream_open(&text, &length, "a report");
        fputs(before[i], memory);
        formats[i].write(memory, reports);
        memstream_close(memory, "a report");
        bool good = is_missing[i] ? whole_file_try(paths[i], text, length)
                                  : whole_file_put(formats[i].option, paths[i],
                                        text, length);
        is_missing[i] = !good;
        free(text);
    }
}

bool
files_are_written(void)
{
    for (int i = 0; i < FORMATS; i++)
        if (is_missing[i])
            return false;
    return true;
}

void
files_close(void)
{
    for (int i = 0; i < FORMATS; i++)
        free(before[i]);
}
