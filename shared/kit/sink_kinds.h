/* The two kinds of a sink. Internal to sink*.c. */
#pragma once

#include "sink.h"

#include <sys/types.h>

extern const struct sink_kind sink_file, sink_sqlite;

/* The first of a file's functions; the others are in sink_file.c. */
void sink_file_claim(struct sink_place *place, const char *title);

/* The end of a file. Append all; read at an offset; find where the last whole
 * line ends (-1: it cannot be read); cut off an incomplete line, whose writer
 * has died. False or -1 with errno. A signal interrupts none of them. */
bool sink_file_append(int file, const char *bytes, size_t length);
ssize_t sink_file_look(int file, char *bytes, size_t length, off_t from);
off_t sink_file_end(int file, off_t begin);
bool sink_file_cut(int file, off_t begin);
