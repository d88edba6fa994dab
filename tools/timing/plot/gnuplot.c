#include "gnuplot.h"

#include "kit/die.h"
#include "kit/must.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool
gnuplot_find(char found[PATH_MAX])
{
    const char *at = getenv("PATH");

    while (at != NULL && *at != '\0') {
        int length = (int)strcspn(at, ":");
        snprintf(found, PATH_MAX, "%.*s/gnuplot", length, at);
        if (length > 0 && access(found, X_OK) == 0)
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

static _Noreturn void
become_gnuplot(const char *program, int script, int picture)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere == -1 || dup2(script, STDIN_FILENO) == -1 ||
        dup2(picture, STDOUT_FILENO) == -1 ||
        dup2(nowhere, STDERR_FILENO) == -1)
        _exit(STATUS_CANNOT);
    /* The user's own settings are left out. */
    execl(program, "gnuplot", "--default-settings", "-", (char *)NULL);
    _exit(STATUS_CANNOT);
}

/* Wait until it has ended. Asked to stop, kill it, reap it, and die. */
static int
await(pid_t id)
{
    int status, asked = 0;
    pid_t ended;

    while ((ended = waitpid(id, &status, WNOHANG)) != id) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: cannot reap gnuplot");
        int signal = ended == 0 ? stop_wait(-1) : 0;
        if (signal != 0) {
            asked = signal;
            MUST_ERRNO(kill(id, SIGKILL));
        }
    }
    if (asked != 0)
        stop_release(asked);
    return status;
}

bool
gnuplot_run(int script, int picture)
{
    char program[PATH_MAX];
    pid_t self = getpid();

    if (!gnuplot_find(program)) {
        complain("no picture: gnuplot is no longer on the PATH");
        return false;
    }
    pid_t id = fork();
    if (id == -1) {
        complain("no picture: fork: %m: cannot start gnuplot");
        return false;
    }
    if (id == 0) {
        stop_orphan(self);
        become_gnuplot(program, script, picture);
    }
    int status = await(id);
    if (WIFSIGNALED(status))
        complain("no picture: %s was killed by %s", program,
            stop_signal_name(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        complain("no picture: %s ended with status %d: try the other format, "
                 "or another version of gnuplot",
            program, WEXITSTATUS(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
