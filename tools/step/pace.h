/* When is a worker to run natively (native.h), and for how long?
 *
 * When it has made some steps in a row that concern nobody else. A stretch
 * costs as much as some fifty steps, so where it ends early, twice as many come
 * before the next. Where one was worth it, the next time it is begun at once.
 *
 * In the midst of a stretch a step costs as much as four (lend.h). How many of
 * a loop's instructions must be such steps is seen while it is stepped. Where
 * they are too many there is no other stretch for a while.
 *
 * A loop that never ends is told by steps alone (round.h). So a stretch lasts a
 * fraction of a second; then follow steps, for a quarter of that time; and then
 * a stretch twice as long. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { HOT_PLACES = 64, MET_PLACES = 8 };

/* From a step of a worker to its next. */
struct pace {
    long steps;    /* in a row */
    long wait;     /* so many before a stretch */
    long slice_ns; /* how long that may be; 0: none has been yet */
    long met,
        most_met; /* steps in the midst of it, and how many there may be */
    long again;   /* steps after it that were met in it as well, at: */
    uint64_t met_at[MET_PLACES];
};

/* Instructions at which a stretch was worth it. */
struct hot {
    int count;
    uint64_t pc[HOT_PLACES];
};

/* The worker is about to make the step at that instruction: is it to run
 * natively instead? Then pace->slice_ns says how long. */
bool pace_is_due(struct pace *pace, const struct hot *hot, uint64_t pc);

/* In a stretch it comes to a step at that instruction. Is it to be made there?
 */
bool pace_may_meet(struct pace *pace, uint64_t pc);

/* It did so from there, for so long; until the time was over? */
void pace_take(
    struct pace *pace, struct hot *hot, uint64_t pc, long ran_ns, bool is_over);
