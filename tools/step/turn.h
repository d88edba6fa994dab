/* One element of a schedule: whose turn it is, and what happens then. */
#pragma once

#include <stdint.h>

/* What may happen to a worker instead of its own next step (chance.h). */
enum chance {
    CHANCE_NONE,   /* its own next step */
    CHANCE_RETURN, /* a wait for a condition returns without a signal */
    CHANCE_KILL,   /* its process is killed by SIGKILL */
    CHANCE_EINTR,  /* its call, in which it sleeps, fails with EINTR */
    CHANCE_ALLOC,  /* its call of malloc, which comes next, fails */
    CHANCE_SIGNAL, /* another worker's signal comes (interrupt.h) */
    CHANCE_ALARM,  /* the alarm of its process rings (alarm.h) */
    CHANCES
};

enum { TURN_CHANCE = 256 };

static inline uint16_t
turn_of(int worker, enum chance chance)
{
    return (uint16_t)(worker + chance * TURN_CHANCE);
}

static inline int
turn_worker(int turn)
{
    return turn % TURN_CHANCE;
}

static inline enum chance
turn_chance(int turn)
{
    return (enum chance)(turn / TURN_CHANCE);
}
