/* Waiting for a process: wait(2), waitpid and wait4.
 *
 * Nobody really waits, and nobody is really reaped: who has ended is known from
 * the state, and so is who has been waited for. Who would sleep is not ready
 * until one of his children has ended. The kernel gives the one that was born
 * first of those that have ended (kernel/exit.c, do_wait). */
#pragma once

#include "model.h"

enum { REAP_LATER = -1, REAP_NOBODY = -2, REAP_NONE_YET = -3 };

/* The worker whose end the call would tell of; LATER: it sleeps until one has
 * ended; NOBODY: there is none to wait for; NONE_YET: WNOHANG. */
int reap_whom(const struct model *model, const struct state *state, int worker,
    const struct call *call);

/* How the worker's process has ended, as of waitpid. */
int reap_status(
    const struct model *model, const struct state *state, int ended);
