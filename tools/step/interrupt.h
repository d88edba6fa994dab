/* Signals that wait (signals.h) are delivered to a worker, or end its sleep. */
#pragma once

#include "model.h"

/* May one be delivered before the worker's next step? */
bool interrupt_may_come(
    const struct model *model, const struct state *state, int worker);

/* Must it be, since a system call of the worker has just returned? */
bool interrupt_must_come(
    const struct model *model, const struct state *state, int worker);

_Noreturn void interrupt_refuse(
    const struct model *model, const struct state *state, int worker);

/* It ends the worker's process. As model_step. */
bool interrupt_die(struct model *model, struct state *state, int worker,
    int signal, struct event *event);

/* Deliver all that wait for the worker, before its next step. As model_step. */
bool interrupt_code(
    struct model *model, struct state *state, int worker, struct event *event);

/* The same, where that ends its wait. */
bool interrupt_wait(
    struct model *model, struct state *state, int worker, struct event *event);
