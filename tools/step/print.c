#include "print.h"

#include "said.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long
print(struct ahead *ahead, int descriptor, uint64_t address, size_t bytes)
{
    size_t kept = bytes < SAID_BYTES ? bytes : SAID_BYTES;
    char *text = store_new(ahead->text_bytes + kept);

    if (ahead->text_bytes > 0)
        memcpy(text, ahead->text, ahead->text_bytes);
    bool is_there = kept == 0 || target_peek(ahead->task, address,
                                     text + ahead->text_bytes, kept);
    free(ahead->text);
    ahead->text = text;
    if (!is_there)
        return -EFAULT;
    if (descriptor == STDOUT_FILENO)
        ahead->text_bytes += kept;
    return (long)bytes;
}

long
print_call(struct ahead *ahead, const struct call *call)
{
    int descriptor = (int)call->arguments[0];
    long all = 0;

    if (call->number == SYS_write)
        return print(ahead, descriptor, call->arguments[1], call->arguments[2]);
    for (uint64_t i = 0; i < call->arguments[2]; i++) {
        uint64_t piece[2]; /* struct iovec */
        if (!target_peek(ahead->task, call->arguments[1] + i * sizeof(piece),
                piece, sizeof(piece)))
            return -EFAULT;
        long printed = print(ahead, descriptor, piece[0], piece[1]);
        if (printed < 0)
            return printed;
        all += printed;
    }
    return all;
}
