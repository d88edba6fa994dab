/* What --yield-every and --gap-ms put between read and write. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/clock.h"
#include "kit/model.h"

#include <stdio.h>

void
counter_tell(struct counter_turn turn, const char *what)
{
    diary_write(&counter->diary, "%s %d: %s", model_worker, turn.worker, what);
}

/* As slow as a database. Nobody writes before all have read: they meet in
 * between, so that the result does not depend on the length of the sleep. Under
 * a guard they must not wait for each other: nobody else can read before the
 * one inside has written. */
static void
wait_for_all(struct counter_turn turn, long local_copy)
{
    const struct counter_options *options = counter->options;
    char line[64];

    snprintf(line, sizeof(line), "local copy is %ld, and sleeps", local_copy);
    counter_tell(turn, line);
    if (options->sync == COUNTER_NONE)
        counter_meet();
    model_sleep_ns(options->gap_ms * NS_PER_MS);
    snprintf(line, sizeof(line), "writes %ld back", local_copy + 1);
    counter_tell(turn, line);
}

long
counter_read_and_wait(struct counter_turn turn)
{
    long seen = atomic_load_explicit(turn.value, memory_order_relaxed);

    if (turn.between == COUNTER_GAP)
        wait_for_all(turn, seen);
    else
        model_yield();
    return seen;
}
