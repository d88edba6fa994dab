/* Memory of another task. */
#include "target.h"

#include "look.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

bool
target_peek(pid_t task, uint64_t address, void *into, size_t bytes)
{
    struct iovec mine = {into, bytes};
    struct iovec theirs = {(void *)(uintptr_t)address, bytes};

    return process_vm_readv(task, &mine, 1, &theirs, 1, 0) == (ssize_t)bytes;
}

/* Up to the end of what is mapped, or to the end of the string. */
size_t
target_peek_string(pid_t task, uint64_t address, char *into, size_t room)
{
    enum { PIECE = 256 }; /* no page ends within one */
    size_t length = 0;

    while (length < room) {
        size_t bytes = PIECE - (address + length) % PIECE;
        if (bytes > room - length)
            bytes = room - length;
        if (!target_peek(task, address + length, into + length, bytes))
            break;
        const char *end = memchr(into + length, '\0', bytes);
        if (end != NULL)
            return (size_t)(end - into) + 1;
        length += bytes;
    }
    return 0;
}

bool
target_poke(pid_t task, uint64_t address, const void *from, size_t bytes)
{
    int memory = look_memory(task);

    if (memory == -1)
        return false;
    bool good = pwrite(memory, from, bytes, (off_t)address) == (ssize_t)bytes;
    close(memory);
    return good;
}
