/* Persistent storage for rows: the end of a pipeline.
 *
 *     FILE          a line for each row, appended; committed by fdatasync(2)
 *     sqlite:FILE   a database; committed by COMMIT
 *
 * A row is identified by its key: its producer and its number there. Rows
 * written but not committed when a worker dies may be there or not, and a file
 * may even end in the middle of a line. So the next writer cuts such a line
 * off, and a writer that cannot know what has arrived writes it `again`: rows
 * whose key is already there are then skipped.
 *
 * Several workers, processes or threads, may each have a sink in one place;
 * from write to commit a worker has exclusive access to it. So may coroutines,
 * as long as they do not yield in between: the lock is one of the kernel's, and
 * waiting for it blocks their thread.
 *
 * The place may hold earlier runs, which are left unchanged, and nothing else:
 * a file or database that this lab has not written is not touched. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SINK_WHY = 256 };

struct sink_place {
    const struct sink_kind *kind;
    const char *path;
    long run;  /* a file: where our lines begin; a database: our run's number */
    int claim; /* a file: a descriptor, and with it the lock, of this run */
    atomic_bool *over; /* a file: a write has failed; all workers share it */
};

struct sink_row {
    long producer, sequence;
    uint64_t checksum;
    const unsigned char *payload;
    size_t bytes;
};

/* A worker's access to it. A function that fails returns false and puts the
 * reason into `why`: a sentence that names the place and what to do. */
struct sink {
    const struct sink_place *place;
    const struct sink_kind *kind;
    char why[SINK_WHY];
    int file; /* of a file */
    char *lines;
    struct sqlite3 *database; /* of a database */
    struct sqlite3_stmt *insert, *insert_again;
};

/* What each kind does. */
struct sink_kind {
    const char *name; /* "file", "sqlite" */
    void (*claim)(struct sink_place *place, const char *title);
    bool (*open)(struct sink *sink);
    void (*close)(struct sink *sink);

    /* Write some rows, and commit them. A worker that fails keeps the lock
     * until it ends, and no other worker writes to the file after it: that
     * worker could be killed with it, in the middle of a line. `passed` counts
     * the rows not written because their key was there: expected with `again`;
     * without, a file does not check. `torn`: stop as if the power had failed:
     * the last row of a file is left incomplete. */
    bool (*write)(struct sink *sink, const struct sink_row *rows, long count,
        bool again, bool torn, long *passed);
    bool (*commit)(struct sink *sink);

    /* After the last worker has ended: call `take` for every row of this run,
     * in the order in which they are stored; `with` is passed on to it. A line
     * that is not a row counts as one of producer -1. */
    bool (*read)(struct sink *sink,
        void (*take)(const struct sink_row *row, void *with), void *with);
};

/* The main thread, before there is any worker: check that `where` can be used,
 * and open a new run there, under that title. If not, ends the program with a
 * message: with status 2 if it holds something that is not ours, 77 if the
 * machine refuses. A file stays locked for this run until the program ends. */
void sink_claim(struct sink_place *place, const char *where, const char *title);

/* Called by a worker; in proc, after fork. */
bool sink_open(struct sink *sink, const struct sink_place *place);
