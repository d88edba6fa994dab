#include "watch.h"

#include "die.h"
#include "must.h"
#include "room.h"
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
watch_run(int (*run)(const void *options, void *result), const void *options,
    void *result, pid_t *child)
{
    pid_t self = getpid(), ended;
    int wait_status, asked = 0;

    stop_hold();
    stop_nameless();
    *child = fork();
    if (*child == -1)
        die(STATUS_CANNOT, "fork: %m: cannot create a process for the run: %s",
            room_advice(errno));
    if (*child == 0) {
        stop_orphan(self);
        _exit(run(options, result));
    }
    while ((ended = waitpid(*child, &wait_status, WNOHANG)) != *child) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: cannot reap the run");
        int signal = ended == 0 ? stop_wait(-1) : 0;
        if (signal != 0) {
            asked = signal;
            MUST_ERRNO(kill(*child, SIGKILL));
        }
    }
    /* Ctrl-C reaches the child as well, which may die of it first. */
    if (asked == 0 && WIFSIGNALED(wait_status))
        asked = stop_wait(0);
    stop_release(asked);
    return wait_status;
}
