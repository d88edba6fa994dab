#include "die.h"

#include "utf8.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LOOK_MS = 50 };

/* Has a worker said why it died? */
static atomic_bool said_here, *said = &said_here;
static pid_t parent;

static const char *program = "twinlab";

void
die_name(const char *name)
{
    program = name;
}

/* Can we write without blocking? On a pipe that nobody reads we would, and a
 * signal that is held (stop.h) could not end us. */
static bool
may_write(void)
{
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    sigset_t pending;

    sigemptyset(&pending);
    while (poll(&out, 1, LOOK_MS) == 0 && sigpending(&pending) == 0)
        if (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
            sigismember(&pending, SIGHUP) || sigismember(&pending, SIGQUIT))
            return false;
    return true;
}

/* Copy, with what could drive a terminal written as \xNN: control characters,
 * those of ISO 6429's C1 set too (0xc2 0x80 to 0x9f), and bytes that are no
 * UTF-8. Cut to fit. Returns the length. */
static size_t
copy_plain(char *out, size_t size, const char *text)
{
    size_t length = 0;

    while (*text != '\0' && length + 5 < size) {
        const unsigned char *byte = (const unsigned char *)text;
        int bytes = utf8_bytes(text);
        if (bytes == 0 || byte[0] < 0x20 || byte[0] == 0x7f ||
            (byte[0] == 0xc2 && byte[1] < 0xa0)) {
            length += (size_t)sprintf(out + length, "\\x%02x", byte[0]);
            text++;
            continue;
        }
        memcpy(out + length, text, (size_t)bytes);
        length += (size_t)bytes;
        text += bytes;
    }
    return length;
}

static void
write_line(const char *format, va_list arguments)
{
    char text[1024], line[1024];
    int saved = errno; /* for %m */
    int start = snprintf(line, sizeof(line), "%s: ", program);

    errno = saved;
    vsnprintf(text, sizeof(text), format, arguments);
    size_t length = (size_t)start;
    length += copy_plain(line + length, sizeof(line) - length - 1, text);
    line[length++] = '\n';
    if (may_write() && write(STDERR_FILENO, line, length) == -1)
        return; /* stderr is closed: nobody is left to tell */
}

void
die_once(void)
{
    if (said == &said_here) {
        void *shared = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (shared != MAP_FAILED) /* else each says why */
            said = shared;
    }
    parent = getpid();
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
    if (!atomic_exchange(said, true) || getpid() == parent)
        write_line(format, arguments);
    va_end(arguments);
    __fpurge(stdout); /* half an answer is none; nor is it a child's to print */
    exit(status);
}
