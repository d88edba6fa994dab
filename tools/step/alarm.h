/* The alarm of a process: alarm(2), and setitimer(2) with ITIMER_REAL.
 *
 * Time is not modelled, so an alarm that is set may ring at any later point, as
 * on a machine that is slow enough: it then sends SIGALRM to its process
 * (ring.h). It must ring before a worker of that process has slept for so long;
 * and where nobody else can go on. When its process has ended, it never rings.
 */
#pragma once

#include "model.h"

/* It is to ring in so many nanoseconds; 0: not at all. */
void alarm_set(
    const struct model *model, struct state *state, int worker, long ns);

/* Is it set for the worker's process, and not rung? */
bool alarm_is_set(
    const struct model *model, const struct state *state, int worker);

/* What it has left at most, if a worker has slept since it was set. */
long alarm_left(
    const struct model *model, const struct state *state, int worker);

/* Does it ring before the worker's sleep, which comes next, has lasted as long
 * as it asks for? */
bool alarm_cuts_sleep(
    const struct model *model, const struct state *state, int worker);

/* The worker has slept. */
void alarm_slept(
    const struct model *model, struct state *state, int worker, long ns);

/* May it ring now? It does so in the turn of one worker of its process, the
 * first that has not ended. */
bool alarm_may_ring(
    const struct model *model, const struct state *state, int worker);

/* The turn in which one rings; -1: none may. */
int alarm_hope(const struct model *model, const struct state *state);
