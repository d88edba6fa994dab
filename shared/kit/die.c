#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "twinlab";

void
die_name(const char *name)
{
    program = name;
}

static void
write_line(const char *format, va_list arguments)
{
    char line[1024];
    int saved = errno; /* for %m */
    int start = snprintf(line, sizeof(line), "%s: ", program);

    errno = saved;
    vsnprintf(
        line + start, sizeof(line) - (size_t)start - 1, format, arguments);
    size_t length = strlen(line);
    line[length++] = '\n';
    if (write(STDERR_FILENO, line, length) == -1)
        return; /* stderr is closed: nobody is left to tell */
}

void
complain(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}

void
die(int status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
    exit(status);
}
