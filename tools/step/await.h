/* What a wait for a process writes for its caller, wait4(2) and waitid(2); or
 * one for a signal, sigwait(3); or sigaction(2), setitimer(2). */
#pragma once

#include "ahead.h"

/* Returns what the call returns. The input says, for a process, which one has
 * ended (0: none has yet; < 0: an error), and how; for a signal, which one has
 * come (or an error), and the number of its origin; for sigaction, what was
 * done so far, by number; for an alarm, what the one before has left. Of any
 * other call, it is the result. */
long await_answer(struct ahead *ahead, const uint64_t *input);

/* It is about to wait for a signal: which signals end that. Or to say what is
 * done at one: what that is. Or to set an alarm: may it be followed? */
void await_look(struct ahead *ahead, struct pose *pose);
