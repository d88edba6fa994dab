#include "memory.h"

#include "die.h"
#include "room.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { MIB = 1 << 20 };

void
memory_need(double bytes, const char *what, const char *advice)
{
    long available = room_memory();

    if (available >= 0 && bytes > (double)available)
        die(STATUS_CANNOT, "%s needs %.0f MiB and %.0f MiB are free: %s", what,
            bytes / MIB, (double)available / MIB, advice);
}

static void *
map(size_t bytes, int sharing)
{
    void *memory = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes: %s", bytes,
            room_advice(errno));
    return memory;
}

void *
memory_new(size_t bytes)
{
    return map(bytes, MAP_PRIVATE);
}

void *
memory_shared(size_t bytes)
{
    return map(bytes, MAP_SHARED);
}

void *
memory_heap(size_t bytes, const char *what)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for %s", what);
    return memory;
}
