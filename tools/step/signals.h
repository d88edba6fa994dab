/* Signals that workers send each other, and that do not simply end a process:
 * kill(2), pthread_kill(3), raise(3).
 *
 * A signal waits for its receiver, a thread or a process; a second one of the
 * same number changes nothing. A thread that blocks it takes it by sigwait(3).
 * Otherwise it is delivered to a thread that does not block it: at the latest
 * when the next system call of that thread returns, or while it sleeps; before
 * that, between any two of its steps. Its handler then runs as any other code
 * of that thread. Signals that wait at the same time are delivered at the same
 * time, as Linux does.
 *
 * The handlers are those from before the study: to change one that is used is
 * refused. */
#pragma once

#include "model.h"

/* The next step of the worker sends a signal that waits from now on: let it. If
 * false, it does not do that; or the machine is stale. */
bool signals_send(struct model *model, struct state *state, int worker);

/* The call sets the handler of a signal that workers send. */
bool signals_changes_handler(
    const struct model *model, const struct call *call);

/* The first of these signals (bit 0 is signal 1) that waits for the worker or
 * its process; 0: none. */
int signals_first(const struct model *model, const struct state *state,
    int worker, uint64_t set);

/* It no longer waits. */
void signals_remove(
    const struct model *model, struct state *state, int worker, int signal);
