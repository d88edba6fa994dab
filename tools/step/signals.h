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
 * What a process does at a signal, react.h has. */
#pragma once

#include "model.h"

static inline uint64_t
signals_bit(int signal)
{
    return 1UL << (signal - 1);
}

/* The next step of the worker sends a signal that waits from now on: let it. If
 * false, it does not do that; or the machine is stale. */
bool signals_send(struct model *model, struct state *state, int worker);

/* A child of that worker's process, another worker, has ended: SIGCHLD. If
 * false, the machine is stale. */
bool signals_child(
    struct model *model, struct state *state, int parent, int child);

/* The alarm of that worker's process rings: SIGALRM. As signals_send. */
bool signals_alarm(struct model *model, struct state *state, int worker);

/* The next step of the worker takes one that it waits for; or it has waited
 * long enough. As model_step. */
bool signals_take(
    struct model *model, struct state *state, int worker, struct event *event);

/* The call tells the kernel what is to be done at a signal that workers send:
 * at a fault, only the kernel knows. */
bool signals_changes_handler(
    const struct model *model, const struct call *call);

/* The first of these signals (bit 0 is signal 1) that waits for the worker or
 * its process; 0: none. */
int signals_first(const struct model *model, const struct state *state,
    int worker, uint64_t set);

/* It no longer waits. Returns the number of its origin. */
int signals_remove(
    const struct model *model, struct state *state, int worker, int signal);

/* No longer for the worker's process, nor for any thread of that. */
void signals_forget(
    const struct model *model, struct state *state, int worker, int signal);

/* Does it sleep in a call of the kernel's that a signal does not simply end? */
bool signals_is_deaf(
    const struct model *model, const struct state *state, int worker);

/* Those that may come to a worker in that pose. */
uint64_t signals_unblocked(const struct pose *pose);

/* The first worker of its process: its seat has what is of the process. */
int signals_first_of(const struct model *model, int worker);
