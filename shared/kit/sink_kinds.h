/* The two kinds of a sink, as sink.c calls them. Internal to sink*.c. */
#pragma once

#include "sink.h"

#include <sys/types.h>

void sink_file_claim(struct sink_place *place, const char *title);
bool sink_file_open(struct sink *sink);
void sink_file_close(struct sink *sink);
bool sink_file_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed);
bool sink_file_commit(struct sink *sink);
bool sink_file_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with);

/* The end of a file. Append all; read at an offset; find where the last whole
 * line ends (-1: it cannot be read); cut off an incomplete line, whose writer
 * has died. False or -1 with errno. A signal interrupts none of them. */
bool sink_file_append(int file, const char *bytes, size_t length);
ssize_t sink_file_look(int file, char *bytes, size_t length, off_t from);
off_t sink_file_end(int file, off_t begin);
bool sink_file_cut(int file, off_t begin);

/* Who has locked it: "process 4711", or "another program". */
enum { SINK_HOLDER = 32 };
void sink_holder(char text[SINK_HOLDER], const char *path);

void sink_sqlite_claim(struct sink_place *place, const char *title);
bool sink_sqlite_open(struct sink *sink);
void sink_sqlite_close(struct sink *sink);
bool sink_sqlite_write(struct sink *sink, const struct sink_row *rows,
    long count, bool again, long *passed);
bool sink_sqlite_commit(struct sink *sink);
bool sink_sqlite_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with);
