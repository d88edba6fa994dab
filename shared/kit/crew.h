/* The processes that a proc twin has started: who is alive, who died of what.
 *
 * fork and waitpid stand in the twin; here stands the bookkeeping. A worker
 * that dies before its work is done may have held a lock, and the others would
 * wait for ever: so all are killed, but by crew_gone. For the starter's main
 * thread only. */
#ifndef KIT_CREW_H
#define KIT_CREW_H

#include <sys/types.h>

struct crew {
    pid_t *ids; /* by worker; 0 once it is reaped */
    int started, alive;
    int status; /* STATUS_HELD, or what to exit with */
    int signal; /* who asked us to stop, or 0 */
};

/* Room for that many workers, none started. The last step of setup: from here
 * on signals are held back, and no name is left to remove (kit/stop.h). */
void crew_init(struct crew *crew, int workers);

/* All are reaped: if somebody asked us to stop, die of that signal; else return
 * the status to exit with. */
int crew_end(struct crew *crew);

/* fork has returned this id for the next worker. */
void crew_started(struct crew *crew, pid_t id);

/* waitpid(-1, &wait_status, WNOHANG) has returned this id. 0: no child has
 * ended yet, so sleep until one has, or until somebody asks us to stop. If the
 * worker failed, say which and how on stderr, keep the status, and kill the
 * others. A child that is not of the crew is passed over. */
void crew_reaped(struct crew *crew, pid_t id, int wait_status);

/* The same where the others can do without it: it is taken off the list, and no
 * more. Which worker it was; -1 for a child that is not of the crew. */
int crew_gone(struct crew *crew, pid_t id);

/* The same for a worker that a signal has killed, as waitpid told, if nobody
 * has asked us to stop: Ctrl-C reaches the workers as well, and they may be
 * gone before we have seen it. -1 in all other cases, which are for
 * crew_reaped. */
int crew_killed(struct crew *crew, pid_t id, int wait_status);

/* Send that signal to all that are not reaped. */
void crew_kill(const struct crew *crew, int signal);

/* No more can be done: keep that status, and kill all. */
void crew_give_up(struct crew *crew, int status);

/* stop_wait has returned this: for a signal, kill all, after which there is no
 * result to be read (status); 0 changes nothing. */
void crew_stop(struct crew *crew, int signal);

#endif
