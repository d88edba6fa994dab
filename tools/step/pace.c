#include "pace.h"

#include <limits.h>
#include <stdlib.h>

#define NS_PER_MS 1000000L
#define STEP_NS   18000L

/* LOST_NS: this soon it ends by the first thing that it meets, since a stop
 * alone takes some microseconds. */
enum {
    FIRST_WAIT = 1000,
    SHORT_WAIT = 64,
    SLICE_MS = 200,
    LOST_NS = 20000,
    HOT_NS = 1000000
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

bool
pace_is_due(struct pace *pace, const struct hot *hot, uint64_t pc)
{
    bool is_first = pace->slice_ns == 0;

    if (pace->wait == 0)
        pace->wait = first_wait();
    if (pace->steps++ < pace->wait && !(is_first && find(hot, pc) < hot->count))
        return false;
    if (is_first)
        pace->slice_ns = SLICE_MS * NS_PER_MS;
    return true;
}

void
pace_take(
    struct pace *pace, struct hot *hot, uint64_t pc, long ran_ns, bool is_over)
{
    int place = find(hot, pc);

    pace->steps = 0;
    if (is_over) {
        pace->wait = pace->slice_ns / 4 / STEP_NS;
        pace->slice_ns *= 2;
    } else if (ran_ns < LOST_NS) {
        pace->wait *= 2;
    } else if (pace->wait > SHORT_WAIT) {
        pace->wait = SHORT_WAIT;
    }
    if (ran_ns >= HOT_NS && place == hot->count && place < HOT_PLACES)
        hot->pc[hot->count++] = pc;
    else if (ran_ns < LOST_NS && place < hot->count)
        hot->pc[place] = hot->pc[--hot->count];
}
