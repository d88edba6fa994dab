/* --witness: the log of all updates, and two in it of which one was lost. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/memory.h"

#include <stdlib.h>

/* Shared with the children, whatever the model: they write, and we read. */
struct counter_update *
counter_new_log(const struct counter_options *options)
{
    size_t updates = (size_t)(options->workers * options->iterations);
    size_t bytes = updates * sizeof(struct counter_update);

    if (!options->witness)
        return NULL;
    /* The search needs a word more for each value. */
    memory_need((double)bytes + (double)updates * sizeof(long), "--witness",
        "ask for fewer --iterations");
    return memory_shared(bytes);
}

/* Why the two at the smallest such value are of two workers: had one worker
 * read it twice, somebody else wrote it in between, and so two updates were
 * built on the value before it, which would be smaller still. */
bool
counter_find_witness(const struct counter_update *log, long workers,
    long iterations, struct counter_witness *found)
{
    long updates = workers * iterations, best = updates;
    long *first_at = memory_heap((size_t)updates * sizeof(*first_at),
        "the search of the log"); /* 0: none */

    for (long i = 0; i < updates; i++) {
        long read = log[i].read;
        if (log[i].wrote == 0) /* --sync=local logs one update a worker */
            continue;
        if (first_at[read] == 0) {
            first_at[read] = i + 1;
        } else if (read < best) {
            long first = first_at[read] - 1;
            best = read;
            *found->first =
                (struct counter_place){first / iterations, first % iterations};
            *found->second =
                (struct counter_place){i / iterations, i % iterations};
        }
    }
    free(first_at);
    found->value = best;
    return best < updates;
}
