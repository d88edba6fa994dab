/* The two kinds of a sink, as sink.c calls them. Internal to sink*.c. */
#ifndef KIT_SINK_KINDS_H
#define KIT_SINK_KINDS_H

#include "sink.h"

void sink_file_claim(struct sink_place *place, const char *title);
bool sink_file_open(struct sink *sink);
void sink_file_close(struct sink *sink);
bool sink_file_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed);
bool sink_file_commit(struct sink *sink);
bool sink_file_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with);

void sink_sqlite_claim(struct sink_place *place, const char *title);
bool sink_sqlite_open(struct sink *sink);
void sink_sqlite_close(struct sink *sink);
bool sink_sqlite_write(struct sink *sink, const struct sink_row *rows,
    long count, bool again, long *passed);
bool sink_sqlite_commit(struct sink *sink);
bool sink_sqlite_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with);

#endif
