/* The time, as the workers are told it during the study.
 *
 * By the real clock, a worker that looks earlier in a schedule might see a
 * later time, since the steps are made in another order. So the time is a word
 * that all share (SPACE_CLOCK): the nanoseconds since the study began. Each
 * look at it moves it on a little, so that a loop that waits for it ends; a
 * sleep moves it on by what was asked for, and a wait that times out to its
 * limit. Where nobody looks, there is no such word. */
#pragma once

#include "model.h"

#include <stdio.h>

struct ahead;

/* A call that looks at the time, or lets it pass, comes next. */
void tell_look(struct ahead *ahead, struct pose *pose);

/* Make a call that asks for the time, or that sleeps: its result. */
long tell_time(struct ahead *ahead, const struct call *call);
long tell_sleep(struct ahead *ahead);

/* The worker's wait, from that pose, has timed out. */
void tell_time_out(
    const struct model *model, struct state *state, const struct pose *pose);

/* Is that contended word the time? */
bool tell_is_time(const struct machine *machine, int word);

/* If a worker has looked at the time: a note that it is ours. */
void tell_print(FILE *out, const struct machine *machine);
