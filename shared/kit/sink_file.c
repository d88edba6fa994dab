/* A file as a sink: "producer sequence checksum payload", the last two in
 * hexadecimal, a line for each row; and a line with # where a run begins.
 *
 * Two locks, which have nothing to do with each other: the claim (fcntl(2),
 * F_OFD_SETLK) keeps other runs out for as long as this one lasts, the batch's
 * (flock(2)) the other workers of this run from write to commit. The kernel
 * takes both back when their holder dies. */

#define _GNU_SOURCE /* F_OFD_SETLK */

#include "sink_kinds.h"

#include "die.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 4096, NUMBERS_BYTES = 64 };

static const char magic[] = "# twinlab rows";

static bool
failed(struct sink *sink, const char *what)
{
    int code = errno;

    snprintf(sink->why, SINK_WHY, "--sink: %s %s: %s: what it holds is whole",
        what, sink->place->path, strerror(code));
    return false;
}

/* ---- The end of the file. ---- */

static bool
write_all(int file, const char *bytes, size_t length)
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

/* Where the last whole line ends; -1 where that cannot be read. */
static off_t
end_of_lines(int file, off_t begin)
{
    off_t end = lseek(file, 0, SEEK_END);
    char chunk[CHUNK];

    while (end > begin) {
        off_t from = end - begin > CHUNK ? end - CHUNK : begin;
        ssize_t got = pread(file, chunk, (size_t)(end - from), from);
        if (got != end - from)
            return -1;
        char *newline = memrchr(chunk, '\n', (size_t)got);
        if (newline != NULL)
            return from + (newline - chunk) + 1;
        end = from;
    }
    return end;
}

/* What its writer did not live to end. */
static bool
cut_torn_line(int file, off_t begin)
{
    off_t end = end_of_lines(file, begin);

    return end != -1 &&
           (end == lseek(file, 0, SEEK_END) || ftruncate(file, end) == 0);
}

/* ---- The claim. ---- */

/* A part of a row, or nothing: we may have left that behind. */
static bool
is_torn_row(int file, off_t from)
{
    char c;

    for (; pread(file, &c, 1, from) == 1; from++)
        if (strchr("0123456789abcdef ", c) == NULL || c == '\0')
            return false;
    return true;
}

/* Only what begins as ours, and ends so, is ours. */
static bool
is_ours(int file)
{
    char begin[sizeof(magic) - 1];
    off_t end = end_of_lines(file, 0);
    ssize_t got = pread(file, begin, sizeof(begin), 0);

    return got == 0 || (got == (ssize_t)sizeof(begin) &&
                           memcmp(begin, magic, sizeof(begin)) == 0 &&
                           end > 0 && is_torn_row(file, end));
}

static void
refuse_foreign(const char *path, int file)
{
    if (!is_ours(file))
        die(STATUS_USAGE,
            "--sink: %s holds something else, and is left as it is: give "
            "another name",
            path);
}

static void
lock_out_others(const char *path, int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(file, F_OFD_SETLK, &whole) == 0)
        return;
    if (errno == EAGAIN || errno == EACCES)
        die(STATUS_CANNOT,
            "--sink: %s is in use by another run: wait for it, or give another "
            "name",
            path);
    die(STATUS_CANNOT, "--sink: cannot lock %s: %m: give another name", path);
}

static void
write_title(struct sink_place *place, const char *title)
{
    char line[256];
    int length = snprintf(line, sizeof(line), "%s: %s\n", magic, title);
    bool written = write_all(place->claim, line, (size_t)length);

    if (written && fsync(place->claim) == 0)
        return;
    int code = errno;
    if (ftruncate(place->claim, place->run) == -1)
        code = errno;
    die(STATUS_CANNOT, "--sink: cannot write to %s: %s: give another name",
        place->path, strerror(code));
}

void
sink_file_claim(struct sink_place *place, const char *title)
{
    place->claim =
        open(place->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (place->claim == -1)
        die(STATUS_CANNOT, "--sink: cannot open %s: %m: give another name",
            place->path);
    refuse_foreign(place->path, place->claim);
    lock_out_others(place->path, place->claim);
    if (!cut_torn_line(place->claim, 0))
        die(STATUS_CANNOT, "--sink: cannot cut off the torn line of %s: %m",
            place->path);
    place->over = mmap(NULL, sizeof(*place->over), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place->over == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: no memory for the sink");
    place->run = lseek(place->claim, 0, SEEK_END);
    write_title(place, title);
}

/* ---- A worker. ---- */

/* A description of its own: flock knows workers by it, threads as well. */
bool
sink_file_open(struct sink *sink)
{
    sink->file = open(sink->place->path, O_RDWR | O_APPEND | O_CLOEXEC);
    return sink->file != -1 || failed(sink, "cannot open");
}

void
sink_file_close(struct sink *sink)
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

/* Rows that are looked for among those of the file. */
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

/* Which of them are there already? NULL: it cannot be known. */
static bool *
look_for(struct sink *sink, const struct sink_row *rows, long count, bool again)
{
    struct search search = {rows, count, calloc((size_t)count, sizeof(bool))};

    if (search.found == NULL)
        failed(sink, "no memory to search");
    else if (again && !sink_file_read(sink, find_row, &search)) {
        free(search.found);
        return NULL;
    }
    return search.found;
}

/* One write for the batch. Where that fails, as much of it as was written is
 * taken back. */
static bool
append(struct sink *sink, size_t length)
{
    off_t before = lseek(sink->file, 0, SEEK_END);

    if (before == -1)
        return failed(sink, "cannot seek in");
    if (write_all(sink->file, sink->lines, length))
        return true;
    failed(sink, "cannot write to");
    /* Before our end gives the lock to the next. */
    atomic_store(sink->place->over, true);
    return ftruncate(sink->file, before) == 0 && false;
}

bool
sink_file_write(struct sink *sink, const struct sink_row *rows, long count,
    bool again, bool torn, long *passed)
{
    size_t length = 0, last = 0, room = 0;

    for (long i = 0; i < count; i++)
        room += NUMBERS_BYTES + 2 * rows[i].bytes + 1;
    free(sink->lines);
    sink->lines = malloc(room);
    if (sink->lines == NULL)
        return failed(sink, "no memory to write to");
    while (flock(sink->file, LOCK_EX) == -1)
        if (errno != EINTR)
            return failed(sink, "cannot lock");
    errno = EIO;
    if (atomic_load(sink->place->over))
        return failed(sink, "another worker could not write to");
    if (!cut_torn_line(sink->file, sink->place->run))
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

bool
sink_file_commit(struct sink *sink)
{
    if (fdatasync(sink->file) == -1)
        return failed(sink, "cannot commit to");
    if (flock(sink->file, LOCK_UN) == -1)
        return failed(sink, "cannot unlock");
    return true;
}

/* ---- Reading back. ---- */

static int
digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The payload takes the place of its digits. */
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

bool
sink_file_read(struct sink *sink,
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
