#define _GNU_SOURCE /* pipe2 */

#include "gnuplot.h"

#include "kit/die.h"
#include "kit/room.h"
#include "kit/stop.h"
#include "kit/watch.h"

#include <errno.h>
#include <fcntl.h>
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

/* What prevents it goes into the pipe `news`, which exec closes. */
static _Noreturn void
become_gnuplot(const char *program, int script, int picture, int news)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere != -1 && dup2(script, STDIN_FILENO) != -1 &&
        dup2(picture, STDOUT_FILENO) != -1 &&
        dup2(nowhere, STDERR_FILENO) != -1)
        /* The user's own settings are left out. */
        execl(program, "gnuplot", "--default-settings", "-", (char *)NULL);
    int code = errno;
    if (write(news, &code, sizeof(code)) == -1)
        _exit(STATUS_CANNOT); /* then its status is all that is known */
    _exit(STATUS_CANNOT);
}

bool
gnuplot_run(int script, int picture)
{
    char program[PATH_MAX];
    pid_t self = getpid(), id = -1;
    int news[2], code;

    if (!gnuplot_find(program)) {
        complain("no picture: gnuplot is no longer on the PATH");
        return false;
    }
    if (pipe2(news, O_CLOEXEC) == 0)
        id = fork();
    if (id == -1) {
        complain(
            "no picture: cannot start %s: %m: %s", program, room_advice(errno));
        return false;
    }
    if (id == 0) {
        stop_orphan(self);
        become_gnuplot(program, script, picture, news[1]);
    }
    close(news[1]);
    int status = watch_await(id, "gnuplot");
    if (read(news[0], &code, sizeof(code)) == sizeof(code))
        complain("no picture: cannot start %s: %s", program, strerror(code));
    else if (WIFSIGNALED(status))
        complain("no picture: %s was killed by %s", program,
            stop_signal_name(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        complain("no picture: %s ended with status %d: try the other format, "
                 "or another version of gnuplot",
            program, WEXITSTATUS(status));
    close(news[0]);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
