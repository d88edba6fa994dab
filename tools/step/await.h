/* What a wait for a process writes for its caller, wait4(2) and waitid(2); or
 * one for a signal, sigwait(3); or sigaction(2). */
#pragma once

#include "ahead.h"

/* The process with that id has ended so; 0: none has yet; < 0: an error. What
 * the call returns. */
long await_tell(struct ahead *ahead, long id, int status);

/* The signal has come. What the call returns. */
long await_signal(struct ahead *ahead, int signal);

/* That was done at the signal, by the number of the action. What the call
 * returns. */
long await_action(struct ahead *ahead, int before);

/* It is about to wait for a signal: which signals end that. Or to say what is
 * done at one: what that is. */
void await_look(struct ahead *ahead, struct pose *pose);
