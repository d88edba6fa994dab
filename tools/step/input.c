#include "input.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MIB = 1 << 20, MOST_MIB = 16 };

static int copy = -1;
static long bytes;

/* Until something comes, or its end. */
static void
await_more(long until_ns, long seconds)
{
    struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};
    int ready = 0;

    while (ready == 0 || (ready == -1 && errno == EINTR)) {
        if (clock_ns() >= until_ns)
            die(STATUS_CANNOT,
                "stdin has not ended after %ld s (--max-seconds): if the "
                "program reads nothing, give it < /dev/null",
                seconds);
        ready = poll(&more, 1, 100);
    }
}

static void
copy_all(long seconds)
{
    long until_ns = clock_ns() + seconds * 1000000000;
    static char piece[1 << 16];
    ssize_t length;

    await_more(until_ns, seconds);
    while ((length = read(STDIN_FILENO, piece, sizeof(piece))) > 0 ||
           (length == -1 && errno == EINTR)) {
        bytes += length > 0 ? length : 0;
        if (bytes > (long)MOST_MIB * MIB)
            die(STATUS_CANNOT,
                "stdin has more than %d MiB, and each start would read it: "
                "give the program less, or < /dev/null",
                MOST_MIB);
        if (length > 0 && write(copy, piece, (size_t)length) != length)
            die(STATUS_CANNOT, "memfd: %m: no memory for what is on stdin");
        await_more(until_ns, seconds);
    }
    if (length == -1 && errno != EBADF)
        die(STATUS_CANNOT, "stdin: %m: give the program another, or < "
                           "/dev/null");
}

void
input_read(long seconds)
{
    copy = memfd_create("stdin", MFD_CLOEXEC);
    if (copy == -1)
        die(STATUS_CANNOT, "memfd_create: %m: no memory for what is on stdin");
    if (!isatty(STDIN_FILENO))
        copy_all(seconds);
}

bool
input_is_there(void)
{
    return bytes > 0;
}

/* Opened again, so that each start has its own offset. */
bool
input_give(void)
{
    char path[32] = "/dev/null";

    if (copy != -1)
        snprintf(path, sizeof(path), "/proc/self/fd/%d", copy);
    int input = open(path, O_RDONLY);
    return input != -1 && dup2(input, STDIN_FILENO) != -1;
}
