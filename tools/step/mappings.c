#include "mappings.h"

#include "look.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINE_BYTES = 4352, MINOR_BITS = 20, INODE_BITS = 32 };

struct mappings
mappings_read(pid_t process)
{
    char line[LINE_BYTES];
    struct mappings all = {0};

    FILE *file = look_file(process, "maps");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        struct region map = {0};
        uint64_t major, minor, inode;
        char rights[8];
        if (sscanf(line,
                "%" SCNx64 "-%" SCNx64 " %7s %*s %" SCNx64 ":%" SCNx64
                " %" SCNu64,
                &map.begin, &map.end, rights, &major, &minor, &inode) != 6)
            continue;
        map.rights = (rights[0] == 'r' ? PROT_READ : 0) |
                     (rights[1] == 'w' ? PROT_WRITE : 0) |
                     (rights[2] == 'x' ? PROT_EXEC : 0);
        map.is_shared = rights[3] == 's';
        map.is_stack = strstr(line, "[stack]") != NULL;
        map.file = inode == 0
                       ? 0
                       : (major << MINOR_BITS | minor) << INODE_BITS ^ inode;
        map.is_kernel =
            strstr(line, "[vvar") != NULL || strstr(line, "[vdso]") != NULL;
        all.map = store_grow(all.map, (size_t)all.count, sizeof(map));
        all.map[all.count++] = map;
    }
    if (file != NULL)
        fclose(file);
    return all;
}

void
mappings_free(struct mappings *all)
{
    free(all->map);
    *all = (struct mappings){0};
}

const struct region *
mappings_find(const struct mappings *all, uint64_t address)
{
    for (int i = 0; i < all->count; i++)
        if (all->map[i].begin <= address && address < all->map[i].end)
            return &all->map[i];
    return NULL;
}

uint64_t
mappings_gap(const struct mappings *all, uint64_t bytes, uint64_t limit)
{
    uint64_t top = limit;

    for (int i = all->count - 1; i >= 0 && top > bytes; i--) {
        const struct region *map = &all->map[i];
        if (map->end <= top && top - map->end >= bytes)
            return top - bytes;
        if (map->begin < top)
            top = map->begin;
    }
    return 0; /* no room below the lowest one */
}
