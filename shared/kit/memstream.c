#include "memstream.h"

#include "die.h"

FILE *
memstream_open(char **text, size_t *length, const char *what)
{
    FILE *stream = open_memstream(text, length);

    if (stream == NULL)
        die(STATUS_CANNOT, "open_memstream: %m: no memory for %s", what);
    return stream;
}

void
memstream_close(FILE *stream, const char *what)
{
    if (fclose(stream) == EOF)
        die(STATUS_CANNOT, "fclose: %m: no memory for %s", what);
}
