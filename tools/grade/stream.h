/* What a command prints into a pipe. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct stream {
    int from; /* the pipe's end, which does not block; -1: closed */
    char *text;
    size_t length, room;
};

/* Read what is there. False if it is more than may be (0: any). */
bool stream_take(struct stream *stream, size_t most);

/* Close the pipe: the text, ended by a NUL and to be freed. */
char *stream_finish(struct stream *stream);
