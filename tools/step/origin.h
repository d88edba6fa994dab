/* Where a signal comes from: what its receiver can read in a siginfo_t, in a
 * handler with SA_SIGINFO, or from sigwaitinfo(2).
 *
 * A state knows that of each signal that waits (struct waiting), by a number
 * (per_signal.h). Of two with the same number, the first waits, and the second
 * is lost with all that it says. Where nobody asks, no origin is kept: states
 * that differ in nothing else are equal. */
#pragma once

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

/* si_code, si_pid (0: the kernel's own), and si_status or, of sigqueue(3),
 * si_value. (si_uid is the same for all: setuid is refused.) */
struct origin {
    int code, process;
    long value;
};

/* The process has ended so, as of waitpid. */
struct origin origin_of_end(pid_t process, int status);

struct machine;

/* The program may ask for that of these signals. The first search that meets it
 * begins anew, now that it is known. */
void origin_needed(struct machine *machine, uint64_t set);

struct ahead;

/* As the worker can read it. */
siginfo_t origin_info(
    const struct ahead *ahead, int signal, const struct origin *origin);
