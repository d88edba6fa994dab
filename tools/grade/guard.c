#include "guard.h"

#include "left.h"
#include "scratch.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000 };

/* However the grader ended: it may have given up in the middle of a run. Its
 * orphans come to us. Its user's keeper (user.h) kills that user's processes
 * better than we could, so it goes first. */
static void
clean_up(void)
{
    double cpu_seconds = 0;

    for (int i = 0; i < PATIENCE_MS && waitpid(-1, NULL, WNOHANG) != -1; i++)
        clock_sleep_ns(NS_PER_MS);
    left_processes(&cpu_seconds);
    scratch_sweep();
}

static _Noreturn void
watch_over(pid_t grader)
{
    int status;

    while (waitpid(grader, &status, WNOHANG) != grader) {
        int signal = stop_wait(-1);
        if (signal != 0)
            kill(grader, signal);
    }
    clean_up();
    if (WIFSIGNALED(status))
        stop_release(WTERMSIG(status));
    _exit(WEXITSTATUS(status));
}

void
guard(void)
{
    pid_t self = getpid();

    stop_hold();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: could not end what a program leaves");
    pid_t grader = fork();
    if (grader == -1)
        die(STATUS_CANNOT, "cannot start a grader: %m: %s", room_advice(errno));
    if (grader > 0)
        watch_over(grader);
    stop_orphan(self);
}
