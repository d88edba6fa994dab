/* Is what became of each row what the model promises? */

#include "memory.h"
#include "memory/parts.h"

#include "kit/die.h"

#include <stdio.h>
#include <string.h>

/* The rows of the table without --all. Of the seven regions six: bss fares as
 * data does. Two of these surprise, thread-local variables and the mapping; the
 * others are what every textbook draws. One row for all that the kernel keeps
 * besides memory: the open files. And the verdict. */
static const char *const first_rows[] = {"text", "data", "heap", "stack",
    "thread_local", "mapping", "open_files", "ok", NULL};

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
