#include "frame.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* An entry of pagemap: Documentation/admin-guide/mm/pagemap.rst. */
#define ENTRY_PRESENT (UINT64_C(1) << 63)
#define ENTRY_FRAME   ((UINT64_C(1) << 55) - 1)

long
frame_behind(const volatile void *address)
{
    uint64_t entry = 0;
    uintptr_t page = (uintptr_t)address / (uintptr_t)sysconf(_SC_PAGESIZE);
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

    if (pagemap == -1)
        return -1;
    ssize_t got =
        pread(pagemap, &entry, sizeof(entry), (off_t)(page * sizeof(entry)));
    close(pagemap);
    if (got != (ssize_t)sizeof(entry) || !(entry & ENTRY_PRESENT))
        return -1;
    /* Without the privilege the kernel shows 0, which is never a frame of ours.
     */
    long frame = (long)(entry & ENTRY_FRAME);
    return frame == 0 ? -1 : frame;
}

static void
read_figure(const char *line, struct frame_dirty *dirty)
{
    sscanf(line, "Private_Dirty: %ld", &dirty->private_kib);
    sscanf(line, "Shared_Dirty: %ld", &dirty->shared_kib);
    sscanf(line, "Anonymous: %ld", &dirty->anonymous_kib);
}

struct frame_dirty
frame_dirty_around(const volatile void *address)
{
    struct frame_dirty dirty = {-1, -1, -1};
    uintptr_t here = (uintptr_t)address, low, high;
    FILE *file = fopen("/proc/self/smaps", "re");
    bool inside = false;
    char line[512];

    /* A mapping's first line gives its range; its figures follow. */
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &low, &high) == 2)
            inside = low <= here && here < high;
        else if (inside)
            read_figure(line, &dirty);
    }
    if (file != NULL)
        fclose(file);
    return dirty;
}
