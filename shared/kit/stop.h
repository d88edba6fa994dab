/* Stopping on SIGINT, SIGTERM, SIGHUP or SIGQUIT.
 *
 * A program that has children blocks these signals (sigprocmask) and accepts
 * them synchronously (sigwaitinfo), in the one place where it waits for a
 * child. So no signal can arrive between the creation of an object and the
 * point where it can be removed, and no handler is needed. The program then
 * reaps its children and dies of the same signal, as a shell expects.
 *
 * Block them only while there is something to clean up, and never while
 * printing: a program that waits for a reader (a full pipe) must still die of a
 * signal. The last check is after that, at exit: if a signal is still pending,
 * or was only noted, the program dies of it there.
 *
 * SIGKILL cannot be blocked: in that case the kernel kills the children
 * (stop_orphan). For the main thread only. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Block the signals from here on. Returns false and changes nothing if they are
 * blocked already. If another program of the lab has started this one and ends,
 * this one then gets SIGTERM instead of SIGKILL, so that it can remove a name
 * that exists for a moment. */
bool stop_hold(void);

/* After stop_hold, around the moment in which a name is in /dev/shm: no
 * other signal comes either, and ends the program there (SIGPIPE, SIGUSR1). */
void stop_hold_all(void);
void stop_hold_usual(void);

/* No names are left to remove: be killed when the parent is gone. */
void stop_nameless(void);

/* Sleep until a child has changed its state (returns 0) or a signal asks us to
 * stop (returns its number), but no longer than timeout_ns (returns 0, too); -1
 * means for ever. Then call waitpid(…, WNOHANG). */
int stop_wait(long timeout_ns);

/* A descriptor to poll along with pipes: readable (do not read it) when
 * stop_wait would not sleep. Call stop_hold first. Closes on exec. */
int stop_descriptor(void);

/* The alternative to stop_hold, for a loop that must not make a system call to
 * check: a handler notes the signal. stop_noted is its number, or
 * 0. A system call that it interrupts fails with EINTR. */
void stop_note(void);
int stop_noted(void);

/* In a child, right after fork: handle signals as before stop_hold, and be
 * killed when `parent`, the process that forked, ends in any way (prctl(2),
 * PR_SET_PDEATHSIG). */
void stop_orphan(pid_t parent);

/* After the clean-up: handle signals as before stop_hold or stop_note, and die
 * of `signal`, or of one that was noted or is pending. Returns if there was
 * none (signal is 0). */
void stop_release(int signal);

/* "SIGKILL" for 9, in static storage. */
const char *stop_signal_name(int signal);
