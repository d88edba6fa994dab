/* Text that is printed into memory (open_memstream(3)). Where memory runs out,
 * the program ends with status 77; `what` is for the message: "a report". */
#pragma once

#include <stddef.h>
#include <stdio.h>

/* The text and its length are there once the stream is closed; free the text.
 */
FILE *memstream_open(char **text, size_t *length, const char *what);
void memstream_close(FILE *stream, const char *what);
