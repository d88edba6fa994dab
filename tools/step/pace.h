/* When should a worker run natively (native.h), and for how long?
 *
 * When it has made several steps in a row that concern no other. A stretch
 * costs as much as some hundred steps, so if it ends early, the wait before the
 * next doubles. Where one was worth it, the next one begins there at once.
 *
 * A step within a stretch costs as much as four (lend.h). How many of a loop's
 * instructions need such steps is learned while it is stepped. If they are too
 * many, there is no other stretch for a while.
 *
 * Only steps detect an endless loop (round.h). So a stretch lasts a fraction of
 * a second, steps follow for a quarter of that time, and then a stretch twice
 * as long. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { HOT_PLACES = 64, MET_PLACES = 8 };

/* From a step of a worker to its next. */
struct pace {
    long steps;         /* in a row */
    long wait;          /* how many before a stretch */
    long slice_ns;      /* how long that may be; 0: none has been yet */
    long met, most_met; /* steps within it, and their limit */
    long again;         /* steps after it that it also had, at: */
    uint64_t met_at[MET_PLACES];
};

/* Instructions at which a stretch was worth it. */
struct hot {
    int count;
    uint64_t pc[HOT_PLACES];
};

/* The worker is about to make the step at that instruction: should it run
 * natively instead? Then pace->slice_ns says how long. */
bool pace_is_due(struct pace *pace, const struct hot *hot, uint64_t pc);

/* A stretch has reached a step at that instruction. Should it be made within
 * the stretch? */
bool pace_may_meet(struct pace *pace, uint64_t pc);

/* Record a stretch from there: its length, and whether its time ran out. */
void pace_take(
    struct pace *pace, struct hot *hot, uint64_t pc, long ran_ns, bool is_over);
