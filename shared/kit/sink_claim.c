/* The claim on a file: it is ours, or empty, and no other run uses it. */

#include "sink_kinds.h"

#include "die.h"
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum owner { OURS, FOREIGN, UNREADABLE };

static const char magic[] = "# twinlab rows";

/* Is what follows the last line an incomplete row, or nothing? An earlier run
 * may have left that. */
static enum owner
owner_of_tail(int file, off_t from)
{
    ssize_t got;
    char c;

    for (; (got = sink_file_look(file, &c, 1, from)) == 1; from++)
        if (strchr("0123456789abcdef ", c) == NULL || c == '\0')
            return FOREIGN;
    return got == 0 ? OURS : UNREADABLE;
}

/* A file is ours only if both its beginning and its end have our form. */
static enum owner
owner_of(int file)
{
    char begin[sizeof(magic) - 1];
    off_t end = sink_file_end(file, 0);
    ssize_t got = sink_file_look(file, begin, sizeof(begin), 0);

    if (end == -1 || got == -1)
        return UNREADABLE;
    if (got == 0)
        return OURS;
    if (got < (ssize_t)sizeof(begin) ||
        memcmp(begin, magic, sizeof(begin)) != 0 || end == 0)
        return FOREIGN;
    return owner_of_tail(file, end);
}

static void
refuse_foreign(const char *path, int file)
{
    enum owner owner = owner_of(file);

    if (owner == UNREADABLE)
        die(STATUS_CANNOT, "--sink: cannot read %s: %m: give another name",
            path);
    if (owner == FOREIGN)
        die(STATUS_USAGE,
            "--sink: %s holds something else, and is left as it is: give "
            "another name",
            path);
}

/* Without waiting. */
static void
lock_out_others(const char *path, int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    while (fcntl(file, F_OFD_SETLK, &whole) == -1) {
        if (errno == EAGAIN || errno == EACCES)
            die(STATUS_CANNOT,
                "--sink: %s is in use by another run: wait for it, or give "
                "another name",
                path);
        if (errno != EINTR)
            die(STATUS_CANNOT, "--sink: cannot lock %s: %m: give another name",
                path);
    }
}

static void
write_title(struct sink_place *place, const char *title)
{
    char line[256];
    int length = snprintf(line, sizeof(line), "%s: %s\n", magic, title);
    bool written = sink_file_append(place->claim, line, (size_t)length);

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
    do
        place->claim =
            open(place->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    while (place->claim == -1 && errno == EINTR);
    if (place->claim == -1)
        die(STATUS_CANNOT, "--sink: cannot open %s: %m: give another name",
            place->path);
    lock_out_others(place->path, place->claim); /* locked first: a run that has
                                                   just begun is incomplete */
    refuse_foreign(place->path, place->claim);
    if (!sink_file_cut(place->claim, 0))
        die(STATUS_CANNOT, "--sink: cannot cut off the torn line of %s: %m",
            place->path);
    place->over = memory_shared(sizeof(*place->over));
    place->run = lseek(place->claim, 0, SEEK_END);
    write_title(place, title);
}
