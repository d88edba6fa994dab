#include "files.h"

#include "format.h"

#include "kit/die.h"
#include "kit/whole_file.h"

#include <stdlib.h>

static char *before[FORMATS]; /* "" unless it is appended to */
static bool are_written = true;

static FILE *
open_memory(char **text, size_t *length)
{
    FILE *memory = open_memstream(text, length);

    if (memory == NULL)
        die(STATUS_CANNOT, "open_memstream: %m: no memory for a report");
    return memory;
}

static void
close_memory(FILE *memory)
{
    if (fclose(memory) == EOF)
        die(STATUS_CANNOT, "fclose: %m: no memory for a report");
}

static void
remember(int format, const char *path)
{
    size_t length;
    FILE *memory = open_memory(&before[format], &length);
    FILE *file = formats[format].is_appended ? fopen(path, "re") : NULL;

    int last = '\n';

    for (int byte; file != NULL && (byte = getc(file)) != EOF; last = byte)
        putc(byte, memory);
    if (last != '\n')
        putc('\n', memory);
    if (file != NULL)
        fclose(file);
    close_memory(memory);
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
        FILE *memory = open_memory(&text, &length);
        fputs(before[i], memory);
        formats[i].write(memory, reports);
        close_memory(memory);
        if (!whole_file_put(formats[i].option, paths[i], text, length))
            are_written = false;
        free(text);
    }
}

bool
files_are_written(void)
{
    return are_written;
}

void
files_close(void)
{
    for (int i = 0; i < FORMATS; i++)
        free(before[i]);
}
