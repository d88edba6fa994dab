#include "print.h"

#include "leave.h"
#include "library.h"
#include "said.h"
#include "touch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
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
    if (descriptor == STDOUT_FILENO) {
        ahead->text_bytes += kept;
        ahead->machine->sayers |= workers_only(ahead->worker);
    }
    return (long)bytes;
}

/* The call's n-th piece; false if there is none, or no memory. */
static bool
find_piece(const struct ahead *ahead, const struct call *call, uint64_t n,
    struct iovec *piece)
{
    const uint64_t *arguments = call->arguments;

    if (call->number == SYS_write)
        *piece = (struct iovec){(void *)arguments[1], arguments[2]};
    return call->number == SYS_write
               ? n == 0
               : n < arguments[2] &&
                     target_peek(ahead->task, arguments[1] + n * sizeof(*piece),
                         piece, sizeof(*piece));
}

void
print_look(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    struct iovec piece;

    for (uint64_t i = 0; find_piece(ahead, call, i, &piece); i++)
        touch_memory(ahead, (uint64_t)piece.iov_base,
            piece.iov_len < SAID_BYTES ? piece.iov_len : SAID_BYTES, true,
            false, pose);
}

long
print_call(struct ahead *ahead, const struct call *call)
{
    struct pose ignored = {0};
    struct iovec piece;
    uint64_t i = 0;
    long all = 0, printed = 0;

    print_look(ahead, call, &ignored);
    free(ignored.touched);
    if (ahead->in_function)
        ahead->machine->gaps.printed |= workers_only(ahead->worker);
    for (; printed >= 0 && find_piece(ahead, call, i, &piece); i++) {
        printed = print(ahead, (int)call->arguments[0],
            (uint64_t)piece.iov_base, piece.iov_len);
        all += printed;
    }
    bool is_short = call->number == SYS_writev && i < call->arguments[2];
    return printed < 0 ? printed : is_short ? -EFAULT : all;
}

/* ---- In pieces. ---- */

bool
print_comes_in_pieces(const struct ahead *ahead, const char *function)
{
    return ahead->machine->program->prints_in_pieces && leave_is_alone(ahead) &&
           library_prints(function);
}

bool
print_piece(const struct ahead *ahead)
{
    struct machine *machine = ahead->machine;

    if (!ahead->in_function || machine->spaces == 1 ||
        machine->program->births == 0 || !leave_is_alone(ahead) ||
        !library_prints(ahead->from->next->entry_of))
        return false;
    machine->stale |= !machine->program->prints_in_pieces;
    machine->program->prints_in_pieces = true;
    return true;
}
