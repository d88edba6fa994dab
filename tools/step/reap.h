/* Waiting for a process: wait(2), waitpid, wait4 and waitid.
 *
 * No worker really waits, and none is really reaped: the state says which have
 * ended, and which have been waited for. A worker that would sleep is not ready
 * until one of its children has ended. Of several, the kernel returns the one
 * created first (kernel/exit.c, do_wait). */
#pragma once

#include "model.h"

/* For whom: P_ALL, P_PID or P_PGID, with an id; and where the answer goes, or
 * 0.
 */
struct reap_form {
    int which;
    pid_t id;
    uint64_t options, answer;
};

struct reap_form reap_form(const struct call *call);

enum { REAP_LATER = -1, REAP_NOBODY = -2, REAP_NONE_YET = -3 };

/* The worker whose end the call would report. LATER: it sleeps until one has
 * ended; NOBODY: there is none to wait for; NONE_YET: WNOHANG. */
int reap_whom(const struct model *model, const struct state *state, int worker,
    const struct call *call);

/* How the worker's process has ended, as of waitpid. */
int reap_status(
    const struct model *model, const struct state *state, int ended);

/* Has its process lost its parent, one of ours? */
bool reap_is_orphan(
    const struct model *model, const struct state *state, int worker);

/* Is its process over: have all its threads ended, or has one ended it? */
bool reap_is_over(
    const struct model *model, const struct state *state, int process);
