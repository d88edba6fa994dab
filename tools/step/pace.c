#include "pace.h"

#include "kit/clock.h"

#include <limits.h>
#include <stdlib.h>

#define STEP_NS 18000L

/* LOST_NS: a stretch this short has ended at the first obstacle, since a stop
 * alone takes several microseconds. */
enum {
    FIRST_WAIT = 2000,
    SHORT_WAIT = 64,
    SLICE_MS = 200,
    LOST_NS = 20000,
    STOP_NS = 10000,
    HOT_NS = 1000000,
    STEP_COST = 4,
    FIRST_MET = 50
};

/* STEP_NATIVE_AFTER=N in the environment is for tests: a stretch after N steps,
 * and 0 for none at all. */
static long
first_wait(void)
{
    static long wait = -1;

    if (wait == -1) {
        const char *given = getenv("STEP_NATIVE_AFTER");
        wait = given != NULL ? atol(given) : FIRST_WAIT;
        if (wait <= 0)
            wait = LONG_MAX;
    }
    return wait;
}

static int
find(const struct hot *hot, uint64_t pc)
{
    int i = 0;

    while (i < hot->count && hot->pc[i] != pc)
        i++;
    return i;
}

static bool
was_met(const struct pace *pace, uint64_t pc)
{
    for (int i = 0; i < MET_PLACES; i++)
        if (pace->met_at[i] == pc)
            return true;
    return false;
}

bool
pace_may_meet(struct pace *pace, uint64_t pc)
{
    if (pace->met++ >= pace->most_met)
        return false;
    if (!was_met(pace, pc))
        pace->met_at[pace->met % MET_PLACES] = pc;
    return true;
}

bool
pace_is_due(struct pace *pace, const struct hot *hot, uint64_t pc)
{
    bool is_first = pace->slice_ns == 0;

    if (pace->wait == 0)
        pace->wait = first_wait();
    pace->again += was_met(pace, pc);
    if (pace->steps++ < pace->wait && !(is_first && find(hot, pc) < hot->count))
        return false;
    if (pace->again * STEP_COST > pace->steps) {
        pace->wait *= 2;
        pace->steps = pace->again = 0;
        return false;
    }
    if (is_first) {
        pace->slice_ns = SLICE_MS * NS_PER_MS;
        pace->most_met = FIRST_MET;
    }
    return true;
}

void
pace_take(
    struct pace *pace, struct hot *hot, uint64_t pc, long ran_ns, bool is_over)
{
    int place = find(hot, pc);
    bool is_tried = pace->met > pace->most_met;

    ran_ns -= pace->met * STOP_NS;
    pace->steps = pace->again = pace->met = 0;
    if (is_over) {
        pace->wait = pace->slice_ns / 4 / STEP_NS;
        pace->slice_ns *= 2;
    } else if (is_tried) {
        pace->wait = SHORT_WAIT;
        pace->most_met *= 2;
    } else if (ran_ns < LOST_NS) {
        pace->wait *= 2;
    } else if (pace->wait > SHORT_WAIT) {
        pace->wait = SHORT_WAIT;
    }
    if (ran_ns >= HOT_NS && place == hot->count && place < HOT_PLACES)
        hot->pc[hot->count++] = pc;
    else if (ran_ns < LOST_NS && !is_tried && place < hot->count)
        hot->pc[place] = hot->pc[--hot->count];
}
