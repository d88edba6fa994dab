/* What a command prints into a pipe. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct stream {
    int from; /* the pipe's end, non-blocking; -1: closed */
    char *text;
    size_t length, room;
};

/* Read what is there. False if the text exceeds `most` (0: no limit). */
bool stream_take(struct stream *stream, size_t most);

/* Close the pipe. Returns the text, ended by a NUL; free it. */
char *stream_finish(struct stream *stream);
