#include "maps.h"

#include "store.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { ADDRESS, FLAGS = 3, MOST_ERRORS = 4095 };

/* The heap never shrinks: the part above belongs to other poses. */
static bool
is_there(const struct map *map, uint64_t end)
{
    bool is_question = map->call.arguments[ADDRESS] == 0;

    return map->call.number == SYS_brk && is_question == (end == 0) &&
           map->call.arguments[ADDRESS] >= end;
}

static bool
is_same(
    const struct map *map, const struct asker *asker, const struct call *call)
{
    return map->is_kept && map->asker.worker == asker->worker &&
           map->asker.number == asker->number &&
           memcmp(&map->asked, call, sizeof(*call)) == 0;
}

bool
maps_know(const struct maps *maps, const struct asker *asker,
    const struct call *call, long *result)
{
    uint64_t end = call->arguments[ADDRESS];

    for (size_t i = 0; i < maps->count; i++) {
        const struct map *map = &maps->map[i];
        if (map->asker.space != asker->space)
            continue;
        if (call->number == SYS_brk && is_there(map, end)) {
            *result = end == 0 ? map->result : (long)end;
            return true;
        }
        if (call->number == SYS_mmap && is_same(map, asker, call)) {
            *result = map->result;
            return true;
        }
    }
    return false;
}

void
maps_add(struct maps *maps, const struct asker *asker, uint64_t instruction,
    const struct call *call, long result)
{
    struct map map = {.asker = *asker,
        .is_kept = call->number == SYS_mmap,
        .asked = *call,
        .instruction = instruction,
        .call = *call,
        .result = result};

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
