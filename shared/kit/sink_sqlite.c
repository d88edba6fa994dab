/* A database as a sink, through libsqlite3 (sqlite.org/c3ref/intro.html).
 *
 * The key is the database's own: UNIQUE. A connection is never carried over a
 * fork: each worker opens its own. */

#include "sink_kinds.h"

#include "die.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_SQLITE

#include <sqlite3.h>

enum { CLAIM_MS = 1000, WORKER_MS = 30000, OURS = 0x7477696e /* "twin" */ };

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "PRAGMA application_id = 0x7477696e;"
    "CREATE TABLE runs (run INTEGER PRIMARY KEY, title TEXT NOT NULL);"
    "CREATE TABLE items (run INTEGER NOT NULL, producer INTEGER NOT NULL,"
    " sequence INTEGER NOT NULL, checksum INTEGER NOT NULL,"
    " payload BLOB NOT NULL, UNIQUE (run, producer, sequence));"
    "COMMIT";

#define INSERT "INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5)"

/* ---- The claim. ---- */

/* Report the database's error, and end. */
static _Noreturn void
give_up(const struct sink_place *place, sqlite3 *database, const char *what)
{
    int code = sqlite3_errcode(database);
    char why[SINK_WHY];

    snprintf(why, sizeof(why), "%s", sqlite3_errmsg(database));
    sqlite3_close(database);
    die(code == SQLITE_NOTADB ? STATUS_USAGE : STATUS_CANNOT,
        code == SQLITE_BUSY
            ? "--sink: cannot %s %s: %s: wait for the one that 'lslocks' shows"
            : "--sink: cannot %s %s: %s: give another name",
        what, place->path, why);
}

/* The number that a query returns. */
static long
ask(const struct sink_place *place, sqlite3 *database, const char *query)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(database, query, -1, &statement, NULL) !=
            SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        give_up(place, database, "read");
    long number = (long)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* A database is ours only if it has our application_id; an empty one gets it.
 */
static void
make_ours(const struct sink_place *place, sqlite3 *database)
{
    bool empty =
        ask(place, database, "SELECT count(*) FROM sqlite_master") == 0;

    if (empty && sqlite3_exec(database, schema, NULL, NULL, NULL) != SQLITE_OK)
        give_up(place, database, "begin in");
    if (ask(place, database, "PRAGMA application_id") == OURS)
        return;
    sqlite3_close(database);
    die(STATUS_USAGE,
        "--sink: %s is a database of another program: give another name",
        place->path);
}

static void
open_run(struct sink_place *place, sqlite3 *database, const char *title)
{
    sqlite3_stmt *insert;

    if (sqlite3_prepare_v2(database, "INSERT INTO runs (title) VALUES (?1)", -1,
            &insert, NULL) != SQLITE_OK ||
        sqlite3_bind_text(insert, 1, title, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(insert) != SQLITE_DONE)
        give_up(place, database, "write to");
    sqlite3_finalize(insert);
    place->run = (long)sqlite3_last_insert_rowid(database);
}

/* An unambiguous path: sqlite would take ":memory:" as a database in memory. */
static int
open_path(const char *path, sqlite3 **database, int flags)
{
    char plain[4096 + 2];

    if (path[0] == '/')
        return sqlite3_open_v2(path, database, flags, NULL);
    snprintf(plain, sizeof(plain), "./%s", path);
    return sqlite3_open_v2(plain, database, flags, NULL);
}

static void
sqlite_claim(struct sink_place *place, const char *title)
{
    sqlite3 *database;

    if (open_path(place->path, &database,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != SQLITE_OK)
        give_up(place, database, "open");
    sqlite3_busy_timeout(database, CLAIM_MS);
    make_ours(place, database);
    open_run(place, database, title);
    sqlite3_close(database);
}

/* ---- A worker. ---- */

static bool
failed(struct sink *sink, const char *what)
{
    snprintf(sink->why, SINK_WHY,
        "--sink: cannot %s %s: %s: what is committed stays", what,
        sink->place->path, sqlite3_errmsg(sink->database));
    return false;
}

static bool
prepare(struct sink *sink, const char *text, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(sink->database, text, -1, statement, NULL) ==
           SQLITE_OK;
}

static bool
sqlite_open(struct sink *sink)
{
    if (open_path(sink->place->path, &sink->database, SQLITE_OPEN_READWRITE) !=
        SQLITE_OK)
        return failed(sink, "open");
    sqlite3_busy_timeout(sink->database, WORKER_MS);
    if (!prepare(sink, INSERT, &sink->insert) ||
        !prepare(sink, INSERT " ON CONFLICT DO NOTHING", &sink->insert_again))
        return failed(sink, "write to");
    return true;
}

static void
sqlite_close(struct sink *sink)
{
    sqlite3_finalize(sink->insert);
    sqlite3_finalize(sink->insert_again);
    sqlite3_close(sink->database);
}

/* True if the row is in the database; one that was there already counts as
 * passed. */
static bool
insert_row(struct sink *sink, sqlite3_stmt *insert, const struct sink_row *row,
    long *passed)
{
    sqlite3_int64 checksum;

    memcpy(&checksum, &row->checksum, sizeof(checksum));
    sqlite3_bind_int64(insert, 1, sink->place->run);
    sqlite3_bind_int64(insert, 2, row->producer);
    sqlite3_bind_int64(insert, 3, row->sequence);
    sqlite3_bind_int64(insert, 4, checksum);
    sqlite3_bind_blob(insert, 5, row->payload, (int)row->bytes, SQLITE_STATIC);
    int step = sqlite3_step(insert);
    bool there = step == SQLITE_CONSTRAINT ||
                 (step == SQLITE_DONE && sqlite3_changes(sink->database) == 0);
    if (step != SQLITE_DONE && step != SQLITE_CONSTRAINT)
        failed(sink, "write to");
    sqlite3_reset(insert);
    *passed += there;
    return step == SQLITE_DONE || step == SQLITE_CONSTRAINT;
}

static bool
sqlite_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed)
{
    sqlite3_stmt *insert = again ? sink->insert_again : sink->insert;

    (void)torn; /* what is not committed is not there */
    if (sqlite3_exec(sink->database, "BEGIN IMMEDIATE", NULL, NULL, NULL) !=
        SQLITE_OK)
        return failed(sink, "write to");
    for (long i = 0; i < count; i++)
        if (!insert_row(sink, insert, &rows[i], passed))
            return false;
    return true;
}

static bool
sqlite_commit(struct sink *sink)
{
    if (sqlite3_exec(sink->database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        return failed(sink, "commit to");
    return true;
}

/* A worker killed before the first page of a commit leaves an empty journal,
 * which sqlite does not delete, except when the mode changes from persist to
 * delete. */
static void
remove_journal(const struct sink *sink)
{
    sqlite3_exec(sink->database,
        "PRAGMA journal_mode = persist; PRAGMA journal_mode = delete", NULL,
        NULL, NULL);
}

static bool
sqlite_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with)
{
    sqlite3_stmt *rows;
    int step;

    if (!prepare(sink,
            "SELECT producer, sequence, checksum, payload FROM items "
            "WHERE run = ?1 ORDER BY rowid",
            &rows))
        return failed(sink, "read");
    sqlite3_bind_int64(rows, 1, sink->place->run);
    while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
        struct sink_row row = {
            .producer = (long)sqlite3_column_int64(rows, 0),
            .sequence = (long)sqlite3_column_int64(rows, 1),
            .checksum = (uint64_t)sqlite3_column_int64(rows, 2),
            .payload = sqlite3_column_blob(rows, 3),
            .bytes = (size_t)sqlite3_column_bytes(rows, 3),
        };
        take(&row, with);
    }
    bool good = step == SQLITE_DONE || failed(sink, "read");
    sqlite3_finalize(rows);
    remove_journal(sink);
    return good;
}

const struct sink_kind sink_sqlite = {.name = "sqlite",
    .claim = sqlite_claim,
    .open = sqlite_open,
    .close = sqlite_close,
    .write = sqlite_write,
    .commit = sqlite_commit,
    .read = sqlite_read};

#else

static void
sqlite_claim(struct sink_place *place, const char *title)
{
    (void)title;
    die(STATUS_CANNOT,
        "--sink: sqlite:%s needs libsqlite3, which the lab was built without: "
        "install libsqlite3-dev, and run make again",
        place->path);
}

/* The claim has ended the program: none of the others is called. */
const struct sink_kind sink_sqlite = {.name = "sqlite", .claim = sqlite_claim};

#endif
