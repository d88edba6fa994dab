/* Start another program of the lab and talk to it through pipes.
 *
 * The program ends when we are gone (stop_orphan), and takes signals as usual,
 * though we hold them back (stop.h). Main thread only. */
#ifndef KIT_LAUNCH_H
#define KIT_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

/* Call stop_hold first. Start `program` (such as "proc/counter") with the
 * arguments (argv[1] on, up to a NULL). `to`, unless NULL, receives a
 * descriptor to its stdin, `from`, unless NULL, one from its stdout; without
 * them it has ours. Both close on exec. Returns the process id, or -1 with
 * errno. */
pid_t launch(
    const char *program, const char *const *arguments, int *to, int *from);

/* From now on, start programs of ours under this name (argv[0]), which they
 * show on their help page; NULL: under their path. It is not copied. */
void launch_as(const char *name);

/* Run it to its end: what it printed (its first size - 1 bytes, ended by a NUL)
 * and its exit status. If it dies of a signal, that is said, and the status is
 * STATUS_BROKEN. The stop signals are held meanwhile: if we are asked to stop,
 * it is asked too and reaped, and we die of that signal. With out NULL it
 * prints to our stdout. */
int launch_run(
    const char *program, const char *const *arguments, char *out, size_t size);

/* The same for somebody else's program, which is looked for on the PATH, such
 * as "python3". Where it cannot be started, that is said, with `advice` (what
 * to install), and the status is STATUS_CANNOT. */
int launch_run_on_path(const char *program, const char *advice,
    const char *const *arguments, char *out, size_t size);

#endif
