#define _GNU_SOURCE /* memfd_create */

#include "input.h"

#include "kit/die.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MIB = 1 << 20, MOST_MIB = 16 };

static int copy = -1;
static long bytes;

static void
copy_all(void)
{
    static char piece[1 << 16];
    ssize_t length;

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
    }
    if (length == -1 && errno != EBADF)
        die(STATUS_CANNOT, "stdin: %m: give the program another, or < "
                           "/dev/null");
}

void
input_read(void)
{
    copy = memfd_create("stdin", MFD_CLOEXEC);
    if (copy == -1)
        die(STATUS_CANNOT, "memfd_create: %m: no memory for what is on stdin");
    if (!isatty(STDIN_FILENO))
        copy_all();
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
