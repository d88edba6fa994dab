#include "walk.h"

#include "memory.h"

#include <sys/mman.h>
#include <unistd.h>

enum { LINE_BYTES = 64 };

static size_t
page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t
walk_room(size_t bytes)
{
    size_t page = page_bytes();

    return (bytes + page - 1) / page * page;
}

void
walk_over(struct walk *walk, void *memory, size_t bytes, enum walk_step step)
{
    size_t page = page_bytes();

    *walk = (struct walk){.memory = memory, .room = walk_room(bytes)};
    if (step == WALK_PAGE) {
        walk->stride_bytes = page;
        walk->line_mask = page / LINE_BYTES - 1;
        walk->steps = (long)(walk->room / page);
    } else {
        walk->stride_bytes = LINE_BYTES;
        walk->steps = (long)((bytes + LINE_BYTES - 1) / LINE_BYTES);
    }
    if (walk->room > 0)
        madvise(
            memory, walk->room, MADV_NOHUGEPAGE); /* EINVAL: no huge pages */
}

void
walk_new(struct walk *walk, size_t bytes, enum walk_step step)
{
    walk_over(
        walk, bytes > 0 ? memory_new(walk_room(bytes)) : NULL, bytes, step);
}

void
walk_once(const struct walk *walk)
{
    for (size_t i = 0; i < (size_t)walk->steps; i++) {
        char *step = walk->memory + i * walk->stride_bytes +
                     (i & walk->line_mask) * LINE_BYTES;
        *(unsigned long *)(void *)step += 1;
    }
}
