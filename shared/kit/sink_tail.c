/* The end of a file that is a sink. */

#include "sink_kinds.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 4096 };

bool
sink_file_append(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t done = write(file, bytes, length);
        if (done == -1 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        length -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

ssize_t
sink_file_look(int file, char *bytes, size_t length, off_t from)
{
    ssize_t got;

    do
        got = pread(file, bytes, length, from);
    while (got == -1 && errno == EINTR);
    return got;
}

off_t
sink_file_end(int file, off_t begin)
{
    off_t end = lseek(file, 0, SEEK_END);
    char chunk[CHUNK];

    while (end > begin) {
        off_t from = end - begin > CHUNK ? end - CHUNK : begin;
        ssize_t got = sink_file_look(file, chunk, (size_t)(end - from), from);
        if (got != end - from)
            return -1;
        char *newline = memrchr(chunk, '\n', (size_t)got);
        if (newline != NULL)
            return from + (newline - chunk) + 1;
        end = from;
    }
    return end;
}

bool
sink_file_cut(int file, off_t begin)
{
    off_t end = sink_file_end(file, begin);

    return end != -1 &&
           (end == lseek(file, 0, SEEK_END) || ftruncate(file, end) == 0);
}
