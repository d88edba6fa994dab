/* What became of each row, and whether it is what the model promises. */

#include "memory.h"
#include "memory/parts.h"

#include "kit/die.h"

#include <stdio.h>
#include <string.h>

const char *const memory_fate_names[] = {"shared", "copied", "own", "-"};

/* The rows of the table without --all. Of the seven regions six: bss fares as
 * data does. Two of these surprise, thread-local variables and the mapping; the
 * others are what every textbook draws. One row for all that the kernel keeps
 * besides memory: the open files. And the verdict. */
static const char *const first_rows[] = {"text", "data", "heap", "stack",
    "thread_local", "mapping", "open_files", "ok", NULL};

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

/* The rows of all workers; false at the first that is not as promised. What
 * could not be seen breaks no promise. */
static bool
is_as_promised(
    const struct memory_options *options, struct memory_result *result)
{
    int counts[MEMORY_UNKNOWN + 1] = {0};

    for (int i = 0; i < options->workers; i++)
        for (int row = 0; row < MEMORY_ROWS; row++) {
            enum memory_fate fate = memory_fate_of(&result->turns[i], row);
            snprintf(result->fates[row], CARRIED_BYTES, "%s",
                memory_fate_names[fate]);
            if (fate != memory_promise[row] && fate != MEMORY_UNKNOWN) {
                snprintf(result->note, sizeof(result->note),
                    "%s of worker %d is %s, and this model promises: %s",
                    memory_row_names[row], i, memory_fate_names[fate],
                    memory_fate_names[memory_promise[row]]);
                return false;
            }
            if (i == 0 && row < MEMORY_REGIONS)
                counts[fate]++;
        }
    snprintf(result->note, sizeof(result->note),
        "of %d regions, shared (one for both): %d; copied at the worker's "
        "write: %d; own (each has another): %d",
        MEMORY_REGIONS, counts[MEMORY_SHARED], counts[MEMORY_COPIED],
        counts[MEMORY_OWN]);
    return true;
}

static bool
frames_are_known(const struct memory_turn *turn)
{
    for (int i = 0; i < MEMORY_REGIONS; i++)
        if (turn->regions[i].worker_after.frame == -1)
            return false;
    return true;
}

int
memory_judge(const void *from, void *into)
{
    const struct memory_options *options = from;
    struct memory_result *result = into;
    bool frames = frames_are_known(&result->turns[0]);

    snprintf(result->frames, CARRIED_BYTES, frames ? "seen" : "hidden");
    for (int i = 0; i < options->workers; i++)
        for (int row = 0; row < MEMORY_REGIONS; row++)
            result->minor_faults += result->turns[i].regions[row].minor_faults;
    for (int row = 0; row < MEMORY_REGIONS; row++)
        result->found.regions[row] = &result->turns[0].regions[row];
    for (int i = 0; i < CARRIED_THINGS; i++)
        result->found.carried[i] = &result->turns[0].carried[i];
    result->evidence = &result->found;
    memory_write_lines(options, result, frames);
    result->ok = is_as_promised(options, result);
    result->rows = options->all || !result->ok ? NULL : first_rows;
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}
