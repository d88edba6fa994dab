/* A file as a sink: "producer sequence checksum payload", the last two in
 * hexadecimal, a line for each row; and a line with # where a run begins.
 *
 * Two independent locks: the claim (fcntl(2), F_OFD_SETLK; sink_claim.c) keeps
 * other runs out for as long as this one lasts, the batch's (flock(2)) the
 * other workers of this run from write to commit. The kernel releases both when
 * their holder dies. */

#include "sink_kinds.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { NUMBERS_BYTES = 64, LOCK_MS = 10000 };

static bool
failed(struct sink *sink, const char *what)
{
    int code = errno;

    snprintf(sink->why, SINK_WHY,
        "--sink: %s %s: %s: the rows already in it are intact", what,
        sink->place->path, strerror(code));
    return false;
}

/* A file description of its own for each worker, threads as well: flock locks
 * belong to it. */
static bool
file_open(struct sink *sink)
{
    sink->file = open(sink->place->path, O_RDWR | O_APPEND | O_CLOEXEC);
    return sink->file != -1 || failed(sink, "cannot open");
}

static void
file_close(struct sink *sink)
{
    free(sink->lines);
    close(sink->file);
}

static size_t
format_row(char *line, const struct sink_row *row)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = (size_t)snprintf(line, NUMBERS_BYTES, "%ld %ld %016llx ",
        row->producer, row->sequence, (unsigned long long)row->checksum);

    for (size_t i = 0; i < row->bytes; i++) {
        line[length++] = digits[row->payload[i] >> 4];
        line[length++] = digits[row->payload[i] & 15];
    }
    line[length++] = '\n';
    return length;
}

/* ---- Reading back. ---- */

static int
digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The payload is decoded in place, over its digits. */
static struct sink_row
parse_row(char *line, size_t length)
{
    static const struct sink_row broken = {.producer = -1};
    unsigned long long checksum;
    struct sink_row row;
    int used = 0;

    if (sscanf(line, "%ld %ld %16llx %n", &row.producer, &row.sequence,
            &checksum, &used) != 3 ||
        used == 0 || (length - (size_t)used) % 2 != 0)
        return broken;
    row.checksum = checksum;
    row.bytes = (length - (size_t)used) / 2;
    row.payload = (unsigned char *)line + used;
    for (size_t i = 0; i < row.bytes; i++) {
        int high = digit(line[used + 2 * (int)i]);
        int low = digit(line[used + 2 * (int)i + 1]);
        if (high == -1 || low == -1)
            return broken;
        line[used + (int)i] = (char)(high << 4 | low);
    }
    return row;
}

static bool
file_read(struct sink *sink,
    void (*take)(const struct sink_row *row, void *with), void *with)
{
    int again = open(sink->place->path, O_RDONLY | O_CLOEXEC);
    FILE *file = again != -1 ? fdopen(again, "r") : NULL;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;

    if (file == NULL || fseek(file, sink->place->run, SEEK_SET) == -1)
        return failed(sink, "cannot read");
    while ((length = getline(&line, &room, file)) > 0) {
        if (line[0] == '#' || line[length - 1] != '\n')
            continue;
        line[length - 1] = '\0';
        struct sink_row row = parse_row(line, (size_t)length - 1);
        take(&row, with);
    }
    bool good = !ferror(file) || failed(sink, "cannot read");
    free(line);
    fclose(file);
    return good;
}

/* ---- Writing. ---- */

/* Rows that are searched for in the file. */
struct search {
    const struct sink_row *rows;
    long count;
    bool *found;
};

static void
find_row(const struct sink_row *row, void *with)
{
    struct search *search = with;

    for (long i = 0; i < search->count; i++)
        if (search->rows[i].producer == row->producer &&
            search->rows[i].sequence == row->sequence)
            search->found[i] = true;
}

/* Which of them are in the file already? NULL: unknown, the search has failed.
 */
static bool *
look_for(struct sink *sink, const struct sink_row *rows, long count, bool again)
{
    struct search search = {rows, count, calloc((size_t)count, sizeof(bool))};

    if (search.found == NULL)
        failed(sink, "no memory to search");
    else if (again && !file_read(sink, find_row, &search)) {
        free(search.found);
        return NULL;
    }
    return search.found;
}

/* One write for the batch. If it fails, the part that was written is cut off
 * again. */
static bool
append(struct sink *sink, size_t length)
{
    off_t before = lseek(sink->file, 0, SEEK_END);

    if (before == -1)
        return failed(sink, "cannot seek in");
    if (sink_file_append(sink->file, sink->lines, length))
        return true;
    failed(sink, "cannot write to");
    /* Before our end releases the lock to the next worker. */
    atomic_store(sink->place->over, true);
    return ftruncate(sink->file, before) == 0 && false;
}

/* The other workers hold it for one batch each. But any program that may read
 * the file may lock it and keep it: so do not wait for ever. */
static bool
lock(struct sink *sink)
{
    for (int waited_ms = 0; flock(sink->file, LOCK_EX | LOCK_NB) == -1;
         waited_ms++) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return failed(sink, "cannot lock");
        if (waited_ms > LOCK_MS) {
            snprintf(sink->why, SINK_WHY,
                "--sink: cannot lock %s: another program has kept it locked "
                "for %d s: end the one that 'lslocks' shows",
                sink->place->path, LOCK_MS / 1000);
            return false;
        }
        clock_sleep_ns(NS_PER_MS);
    }
    return true;
}

static bool
file_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed)
{
    size_t length = 0, last = 0, room = 0;

    for (long i = 0; i < count; i++)
        room += NUMBERS_BYTES + 2 * rows[i].bytes + 1;
    free(sink->lines);
    sink->lines = malloc(room);
    if (sink->lines == NULL)
        return failed(sink, "no memory to write to");
    if (!lock(sink))
        return false;
    errno = EIO;
    if (atomic_load(sink->place->over))
        return failed(sink, "another worker could not write to");
    if (!sink_file_cut(sink->file, sink->place->run))
        return failed(sink, "cannot cut off the torn line of");
    bool *found = look_for(sink, rows, count, again);
    if (found == NULL)
        return false;
    for (long i = 0; i < count; i++) {
        last = found[i] ? 0 : format_row(sink->lines + length, &rows[i]);
        length += last;
        *passed += found[i];
    }
    free(found);
    return append(sink, torn ? length - last / 2 : length);
}

static bool
file_commit(struct sink *sink)
{
    if (fdatasync(sink->file) == -1)
        return failed(sink, "cannot commit to");
    if (flock(sink->file, LOCK_UN) == -1)
        return failed(sink, "cannot unlock");
    return true;
}

const struct sink_kind sink_file = {.name = "file",
    .claim = sink_file_claim,
    .open = file_open,
    .close = file_close,
    .write = file_write,
    .commit = file_commit,
    .read = file_read};
