#include "apart.h"

#include "die.h"
#include "must.h"
#include "room.h"
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
has_children(void)
{
    siginfo_t about;

    return waitid(P_ALL, 0, &about, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

static _Noreturn void
end_as(pid_t id)
{
    int status;

    while (waitpid(id, &status, WNOHANG) != id) {
        int signal = stop_wait(-1);
        if (signal != 0)
            MUST_ERRNO(kill(id, signal));
    }
    if (WIFSIGNALED(status))
        stop_release(WTERMSIG(status));
    _exit(WEXITSTATUS(status));
}

void
apart(void)
{
    pid_t self = getpid();

    if (!has_children())
        return;
    stop_hold();
    pid_t id = fork();
    if (id == -1)
        die(STATUS_CANNOT,
            "fork: %m: this process has children of another program: %s",
            room_advice(errno));
    if (id > 0)
        end_as(id);
    stop_orphan(self);
}
