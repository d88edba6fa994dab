/* What a process does at a signal now (actions.h), and how that changes. */
#pragma once

#include "model.h"

/* The number of the action of the worker's process. */
int react_number(const struct model *model, const struct state *state,
    int worker, int signal);

struct action react_action(const struct model *model, const struct state *state,
    int worker, int signal);

/* From now on, the worker's process does that. A signal that waits is
 * forgotten if it is to be ignored. */
void react_change(struct model *model, struct state *state, int worker,
    int signal, const struct action *action);

/* The next step of the worker is rt_sigaction(2). As model_step. */
bool react_step(
    struct model *model, struct state *state, int worker, struct event *event);

/* The child has the actions of its parent, a worker. */
void react_inherit(
    const struct model *model, struct state *state, int worker, int child);

/* Signals that wait, and may come now, are forgotten if they are ignored. */
void react_settle(struct model *model, struct state *state);

/* A set: those for which the worker's process has a handler. */
uint64_t react_handled(
    const struct model *model, const struct state *state, int worker);

/* The same: those that it ignores, and did not when the study began, as the
 * kernel knows; and the other way round. */
uint64_t react_ignores_others(
    const struct model *model, const struct state *state, int worker);
