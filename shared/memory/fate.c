/* What became of a row: shared, copied, or the worker's own. */

#include "memory.h"
#include "memory/parts.h"

#include <string.h>

const char *const memory_fate_names[] = {"shared", "copied", "own", "-"};

/* Text is not written. It is shared if both have the same frame, or, where
 * frames are hidden (or the kernel has just moved it), if the worker has all of
 * it from the file: a copy would not be. */
static enum memory_fate
fate_of_text(const struct memory_region *region)
{
    long frame = region->worker_after.frame;
    long copies_kib = region->worker_after.dirty.anonymous_kib;

    if (copies_kib == 0 || (frame != -1 && frame == region->main_after.frame))
        return MEMORY_SHARED;
    return frame == -1 && copies_kib == -1 ? MEMORY_UNKNOWN : MEMORY_COPIED;
}

static enum memory_fate
fate_of_region(const struct memory_region *region)
{
    if (region->worker_address != region->main_address)
        return MEMORY_OWN;
    if (region->wrote == -1)
        return fate_of_text(region);
    if (region->main_after.value == region->wrote)
        return MEMORY_SHARED;
    return region->worker_before.value == region->main_before.value
               ? MEMORY_COPIED
               : MEMORY_OWN;
}

static enum memory_fate
fate_of_carried(const struct memory_carried *seen, enum carried thing)
{
    const char *before = seen->at[MEMORY_BEFORE], *saw = seen->at[MEMORY_SAW];
    const char *set = seen->at[MEMORY_SET];

    if (*set == '\0' || (carried_can_change(thing) && strcmp(set, saw) == 0))
        return MEMORY_UNKNOWN;
    if (strcmp(seen->at[MEMORY_AFTER], set) == 0)
        return MEMORY_SHARED;
    return strcmp(saw, before) == 0 ? MEMORY_COPIED : MEMORY_OWN;
}

enum memory_fate
memory_fate_of(const struct memory_turn *turn, int row)
{
    int thing = row - MEMORY_PID;

    return row < MEMORY_REGIONS
               ? fate_of_region(&turn->regions[row])
               : fate_of_carried(&turn->carried[thing], (enum carried)thing);
}
