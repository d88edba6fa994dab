/* The processes that a proc twin has started: which are alive, and how the
 * others ended.
 *
 * fork and waitpid are in the twin; the bookkeeping is here. A worker that dies
 * before its work is done may have held a lock, and the others would wait for
 * ever. So the run is over, except with crew_killed: all are killed and reaped,
 * and the program ends. For the parent's main thread only. */
#pragma once

#include "die.h"
#include "stop.h"

#include <sys/types.h>

struct crew {
    pid_t parent; /* of all of them: the process that called crew_init */
    pid_t *ids;   /* by worker; 0 once it is reaped */
    int started, alive;
    int killed; /* as crew_killed has said */
};

/* Room for that many workers, none started. The last step of setup: from here
 * on signals are blocked, and no names are left to remove (kit/stop.h). */
void crew_init(struct crew *crew, int workers);

/* When all are reaped: signals are handled as before crew_init. */
void crew_end(struct crew *crew);

/* fork has returned this id for the next worker. */
void crew_started(struct crew *crew, pid_t id);

/* The same for worker `worker`, or for one that takes the place of a dead one.
 */
void crew_placed(struct crew *crew, int worker, pid_t id);

/* fork has failed, with an errno, for one more worker or for one in the place
 * of a killed one: say which limit is in the way, and end the program with
 * status 77. */
_Noreturn void crew_refused(struct crew *crew);

/* waitpid(-1, &wait_status, WNOHANG) has returned this id. 0: no child has
 * ended yet, so sleep until one has, or until a signal asks us to stop. If the
 * worker failed, say which and how on stderr, and end the program: with the
 * worker's status, or with 1 if it was killed. A child that is not in the crew
 * is ignored. */
void crew_reaped(struct crew *crew, pid_t id, int wait_status);

/* The same where the others can continue without a worker that was killed: it
 * is only taken off the list. Returns which worker it was; -1 if it was not
 * killed, which is left to crew_reaped. If a signal has asked us to stop, does
 * not return: Ctrl-C reaches the workers as well, and they may have died of it
 * before we see it. */
int crew_killed(struct crew *crew, pid_t id, int wait_status);

/* Send that signal to all workers not yet reaped. */
void crew_kill(const struct crew *crew, int signal);

/* The run has failed: kill and reap all, and end the program with that status.
 */
_Noreturn void crew_give_up(struct crew *crew, int status);

/* stop_wait has returned this: for a signal, kill and reap all, and die of it;
 * 0 changes nothing. */
void crew_stop(struct crew *crew, int signal);
