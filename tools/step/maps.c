#include "maps.h"

#include "store.h"

#include <sys/mman.h>
#include <sys/syscall.h>

enum { ADDRESS, FLAGS = 3, MOST_ERRORS = 4095 };

/* The heap never shrinks: what lies above belongs to other poses. */
bool
maps_know(
    const struct maps *maps, int space, const struct call *call, long *result)
{
    uint64_t end = call->arguments[ADDRESS];

    if (call->number != SYS_brk)
        return false;
    for (size_t i = 0; i < maps->count; i++) {
        const struct map *map = &maps->map[i];
        bool is_question = map->call.arguments[ADDRESS] == 0;
        if (map->space != space || map->call.number != SYS_brk ||
            is_question != (end == 0) || map->call.arguments[ADDRESS] < end)
            continue;
        *result = end == 0 ? map->result : (long)end;
        return true;
    }
    return false;
}

void
maps_add(struct maps *maps, int space, uint64_t instruction,
    const struct call *call, long result)
{
    struct map map = {space, instruction, *call, result};

    if ((result < 0 && result >= -MOST_ERRORS) ||
        (call->number == SYS_brk &&
            call->arguments[ADDRESS] > (uint64_t)result))
        return; /* it was refused */
    if (call->number == SYS_mmap) {
        map.call.arguments[ADDRESS] = (uint64_t)result;
        map.call.arguments[FLAGS] |= MAP_FIXED;
    }
    maps->map = store_grow(maps->map, maps->count, sizeof(*maps->map));
    maps->map[maps->count++] = map;
}
