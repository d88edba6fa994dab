/* A task of the kernel: its id, and its state. */

#include "carried.h"

#include "clock.h"
#include "die.h"
#include "sysfile.h"

#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LOOKS = 60000 };

pid_t
carried_tid(void)
{
    return (pid_t)syscall(SYS_gettid);
}

static char
read_state(pid_t pid, pid_t tid)
{
    char text[SYSFILE_STAT];
    const char *state =
        sysfile_stat(text, "/proc/%d/task/%d/stat", (int)pid, (int)tid);

    if (state == NULL)
        die(STATUS_CANNOT,
            "/proc/%d/task/%d/stat: %m: cannot see the state of a worker: is "
            "/proc mounted? See also 'ulimit -n'",
            (int)pid, (int)tid);
    return *state;
}

void
carried_state(pid_t pid, pid_t tid, char text[CARRIED_BYTES])
{
    char state = read_state(pid, tid);

    /* D: it waits for a page, say, and goes on by itself. */
    for (int looks = 1; looks < LOOKS && (state == 'R' || state == 'D') &&
                        tid != carried_tid();
         looks++) {
        clock_sleep_ns(NS_PER_MS);
        state = read_state(pid, tid);
    }
    snprintf(text, CARRIED_BYTES, "%s", state == 'R' ? "runs" : "sleeps");
}
