/* Start another program of the lab and talk to it through pipes.
 *
 * The program ends when we end (stop_orphan), and does not inherit our blocked
 * signals (stop.h). Main thread only. */
#pragma once

#include <sys/types.h>

/* Call stop_hold first. Start `program` with the arguments (argv[1] on, up to a
 * NULL): one of the lab's, such as "proc/counter", or with `advice` one on the
 * PATH, such as "python3"; where that cannot be run, a message says so, with
 * the advice (what to install). `to`, unless NULL, receives a descriptor to its
 * stdin, `from`, unless NULL, one from its stdout; without them it has ours.
 * Both close on exec. Returns the process id, or -1 with errno. */
pid_t launch(const char *program, const char *advice,
    const char *const *arguments, int *to, int *from);

/* From now on, start the lab's programs under this name (argv[0]), which they
 * show on their help page; NULL: under their path. It is not copied. */
void launch_as(const char *name);

/* Run it to its end: what it printed (its first size - 1 bytes, ended by a NUL)
 * and its exit status. If it dies of a signal, a message says so, and the
 * status is STATUS_BROKEN. The stop signals are blocked meanwhile: if we are
 * asked to stop, we pass the signal on, reap the program and die of the same
 * signal. With out NULL it prints to our stdout. */
int launch_run(
    const char *program, const char *const *arguments, char *out, size_t size);

/* The same for a program on the PATH. Where it cannot be started, the status is
 * STATUS_CANNOT. */
int launch_run_on_path(const char *program, const char *advice,
    const char *const *arguments, char *out, size_t size);
