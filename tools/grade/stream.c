#include "stream.h"

#include "kit/die.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096 };

static void
make_room(struct stream *stream)
{
    if (stream->room - stream->length > 1)
        return;
    stream->room = stream->room > 0 ? 2 * stream->room : FIRST_ROOM;
    stream->text = realloc(stream->text, stream->room);
    if (stream->text == NULL)
        die(STATUS_CANNOT, "no memory for what a program prints");
}

bool
stream_take(struct stream *stream, size_t most)
{
    ssize_t got = 1;

    while (got > 0 && stream->from != -1) {
        make_room(stream);
        got = read(stream->from, stream->text + stream->length,
            stream->room - stream->length - 1);
        if (got > 0)
            stream->length += (size_t)got;
        if (got == 0 || (got == -1 && errno != EAGAIN && errno != EINTR)) {
            close(stream->from);
            stream->from = -1;
        }
        if (most > 0 && stream->length > most) {
            stream->length = most;
            return false;
        }
    }
    return true;
}

char *
stream_finish(struct stream *stream)
{
    make_room(stream);
    stream->text[stream->length] = '\0';
    if (stream->from != -1)
        close(stream->from);
    return stream->text;
}
