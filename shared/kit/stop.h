/* Being asked to stop, by SIGINT, SIGTERM, SIGHUP or SIGQUIT.
 *
 * A program that has children holds these signals back (sigprocmask) and takes
 * them as messages (sigwaitinfo), in the one place where it waits for a child.
 * So no signal can fall between creating a thing and being able to remove it,
 * and there is no handler. The program then reaps its children and dies of the
 * same signal, as a shell expects.
 *
 * Hold them only while there is something to clean up, and never while
 * printing: whoever waits for a reader (a full pipe) must be free to die. The
 * last look is after that, at exit: there a signal that is still held, or was
 * only noted, is died of.
 *
 * SIGKILL cannot be held: there the kernel kills the children (stop_orphan).
 * To be called by the main thread only. */
#ifndef KIT_STOP_H
#define KIT_STOP_H

#include <stdbool.h>
#include <sys/types.h>

/* Hold the signals back from here on. False, and nothing is changed, if they
 * are held already. A program that another one of the lab has started is sent
 * SIGTERM when that one is gone, and is no longer killed: so a name that exists
 * for a moment is removed again. */
bool stop_hold(void);

/* There are no names to remove any more: be killed when the parent is gone. */
void stop_nameless(void);

/* Sleep until a child has changed its state (0) or somebody asks us to stop
 * (the signal's number), but no longer than timeout_ns (0, too); -1 means for
 * ever. Then look: waitpid(…, WNOHANG). */
int stop_wait(long timeout_ns);

/* A descriptor for poll, beside pipes: ready to read (do not read it) when
 * stop_wait would not sleep. Call stop_hold first. Closes on exec. */
int stop_descriptor(void);

/* The other way, for a loop that must not make a system call to look: have a
 * handler note the signal, instead of stop_hold. stop_noted is its number, or
 * 0. A system call that it interrupts fails with EINTR. */
void stop_note(void);
int stop_noted(void);

/* In a child, right after fork: take signals as before stop_hold, and be
 * killed when `parent`, the process that forked, is gone, however it ended
 * (prctl(2), PR_SET_PDEATHSIG). */
void stop_orphan(pid_t parent);

/* All is cleaned up: take signals as before stop_hold or stop_note, and die of
 * `signal`, or of one that was noted or has come since. Returns if there was
 * none (signal is 0). */
void stop_release(int signal);

/* "SIGKILL" for 9, in static storage. */
const char *stop_signal_name(int signal);

#endif
