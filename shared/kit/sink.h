/* Where rows come to rest: the end of a pipeline.
 *
 *     FILE          a line for each row, appended; committed by fdatasync(2)
 *     sqlite:FILE   a database; committed by COMMIT
 *
 * A row is known by its key: its producer and its number there. What was
 * written and not committed when a worker dies may be there or not, and a file
 * may even end in the middle of a line. So whoever writes next cuts such a line
 * off, and whoever cannot know what has arrived writes it `again`: rows whose
 * key is there already are then passed over.
 *
 * Several workers, processes or threads, may each have a sink in one place;
 * from write to commit a worker has the place for itself. Coroutines, too, as
 * long as they do not yield in between: the wait for the others is the
 * kernel's.
 *
 * The place may hold earlier runs, which are left alone, and nothing else: what
 * we have not written we do not touch. */
#ifndef KIT_SINK_H
#define KIT_SINK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SINK_WHY = 256 };

enum sink_kind { SINK_NONE, SINK_FILE, SINK_SQLITE };

struct sink_place {
    enum sink_kind kind;
    const char *path;
    long run;  /* a file: where our lines begin; a database: our run's number */
    int claim; /* a file: a descriptor, and with it the lock, of this run */
    atomic_bool *over; /* a file: one could not write; all workers share it */
};

struct sink_row {
    long producer, sequence;
    uint64_t checksum;
    const unsigned char *payload;
    size_t bytes;
};

/* A worker's way there. What can fail returns false, and why is in `why`: a
 * sentence that names the place and what to do. */
struct sink {
    const struct sink_place *place;
    char why[SINK_WHY];
    int file; /* of a file */
    char *lines;
    struct sqlite3 *database; /* of a database */
    struct sqlite3_stmt *insert, *insert_again;
};

/* The starter, before there is any worker: see whether `where` will do, and
 * open a new run there, under that title. Ends the program with one line where
 * not: with status 2 if it is something else than we would write, 77 if the
 * machine refuses. A file stays ours alone until the program ends. */
void sink_claim(struct sink_place *place, const char *where, const char *title);

/* A worker; in proc, after fork. */
bool sink_open(struct sink *sink, const struct sink_place *place);
void sink_close(struct sink *sink);

/* Write some rows, and commit them. Where a worker could not, it keeps the
 * place until it ends, and nobody writes to the file after it: who did could be
 * killed with it, in the middle of a line. `passed` counts those that were not
 * written since their key was there: with `again` that is well; without, a file
 * does not look. `torn`: as far as a power cut would let us: the last row of a
 * file is left half. */
bool sink_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed);
bool sink_commit(struct sink *sink);

/* After the last worker: give every row of this run to `take`, in the order in
 * which they stand there, with what else it wants. A line that is no row counts
 * as one of producer -1. */
bool sink_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with);

#endif
