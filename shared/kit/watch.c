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
watch_await(pid_t id, const char *what)
{
    int wait_status, asked = 0;
    pid_t ended;

    while ((ended = waitpid(id, &wait_status, WNOHANG)) != id) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: cannot reap %s", what);
        int signal = ended == 0 ? stop_wait(-1) : 0;
        if (signal != 0) {
            asked = signal;
            MUST_ERRNO(kill(id, SIGKILL));
        }
    }
    if (asked != 0)
        stop_release(asked);
    return wait_status;
}

int
watch_run(void (*run)(const void *options), const void *options, pid_t *child)
{
    pid_t self = getpid();

    stop_hold();
    stop_nameless();
    *child = fork();
    if (*child == -1)
        die(STATUS_CANNOT, "fork: %m: cannot create a process for the run: %s",
            room_advice(errno));
    if (*child == 0) {
        stop_orphan(self);
        run(options);
        _exit(STATUS_HELD);
    }
    int wait_status = watch_await(*child, "the run");
    /* Ctrl-C reaches the child as well, which may die of it first. */
    stop_release(WIFSIGNALED(wait_status) ? stop_wait(0) : 0);
    return wait_status;
}
