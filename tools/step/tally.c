#include "tally.h"

static uint64_t
add(uint64_t left, uint64_t right)
{
    uint64_t sum;

    return __builtin_add_overflow(left, right, &sum) ? UINT64_MAX : sum;
}

uint64_t
tally_bad(const struct tally *tally)
{
    return add(add(tally->schedules[END_BROKEN], tally->schedules[END_CRASHED]),
        add(tally->schedules[END_RACED], tally->schedules[END_STUCK]));
}

uint64_t
tally_all(const struct tally *tally)
{
    return add(add(tally->schedules[END_HELD], tally->schedules[END_UNSURE]),
        tally_bad(tally));
}

void
tally_add(struct tally *tally, const struct tally *rest, int turn, int cost)
{
    for (int i = 0; i < ENDS; i++)
        tally->schedules[i] = add(tally->schedules[i], rest->schedules[i]);
    tally->wanted = add(tally->wanted, rest->wanted);
    tally->cyclic |= rest->cyclic;
    if (rest->least != -1 &&
        (tally->least == -1 || rest->least + cost < tally->least)) {
        tally->least = rest->least + cost;
        tally->first = turn;
    }
}
