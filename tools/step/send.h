/* A signal that ends the process which gets it: kill(2).
 *
 * Only default actions are followed, at once: the thread that is meant, or any
 * of the process, does not block the signal; the process has not said what to
 * do at it; and none of its threads sleeps in a call that the kernel makes for
 * it. It may be the sender's own process: raise(3), pthread_kill(3). */
#pragma once

#include "model.h"

/* Is a worker of that one's process alive, and does none sleep in the kernel?
 * Those cannot be killed unnoticed by the others. */
bool send_may(
    const struct model *model, const struct state *state, int process);

/* Has the process of that worker told the kernel what it does at the signal,
 * since the study began? (Of most signals, react.h knows.) */
bool send_has_set_action(const struct model *model, const struct state *state,
    int process, uint64_t signal);

/* Has it become another program? That may handle any signal. */
bool send_is_other_program(
    const struct model *model, const struct state *state, int process);

/* End the process of that worker. As model_step. */
bool send_death(struct model *model, struct state *state, int process,
    int signal, struct event *event);

/* The worker is about to end its process: end all others of it. (Nobody sees
 * how, if there is no other process.) As model_step. */
bool send_to_others(
    struct model *model, struct state *state, int worker, struct event *event);

/* The next step of the worker sends a signal. What it returns; -1: it is not
 * followed. *process: a worker of the one that it ends; -1: of none. */
long send_look(const struct model *model, const struct state *state, int worker,
    int *process);
