#define _GNU_SOURCE /* pipe2 */

#include "launch.h"

#include "die.h"
#include "home.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ARGUMENTS = 64, READ = 0, WRITE = 1 };

static _Noreturn void
become(const char *program, const char *const *arguments)
{
    char path[HOME_BYTES];
    const char *argv[MAX_ARGUMENTS + 2] = {path};

    home_path(path, program);
    for (int i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
        argv[i + 1] = arguments[i];
    execv(path, (char *const *)argv); /* POSIX: the words are not changed */
    complain("%s: %m: build it with make", path);
    _exit(STATUS_CANNOT);
}

static void
close_pair(int ends[2])
{
    if (ends[READ] != -1)
        close(ends[READ]);
    if (ends[WRITE] != -1)
        close(ends[WRITE]);
}

pid_t
launch(const char *program, const char *const *arguments, int *to, int *from)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    pid_t self = getpid(), id = -1;

    if ((to == NULL || pipe2(in, O_CLOEXEC) == 0) &&
        (from == NULL || pipe2(out, O_CLOEXEC) == 0))
        id = fork();
    if (id == 0) {
        stop_orphan(self);
        if ((to != NULL && dup2(in[READ], STDIN_FILENO) == -1) ||
            (from != NULL && dup2(out[WRITE], STDOUT_FILENO) == -1))
            die(STATUS_CANNOT, "dup2: %m: cannot redirect %s", program);
        become(program, arguments);
    }
    if (id == -1) {
        int saved = errno;
        close_pair(in);
        close_pair(out);
        errno = saved;
        return -1;
    }
    if (to != NULL) {
        close(in[READ]);
        *to = in[WRITE];
    }
    if (from != NULL) {
        close(out[WRITE]);
        *from = out[READ];
    }
    return id;
}

/* Read until the end or a stop request; more than fits is read and dropped. */
static void
read_all(int from, char *out, size_t size)
{
    char rest[512];
    size_t length = 0;

    for (;;) {
        bool room = length + 1 < size;
        ssize_t got = room ? read(from, out + length, size - 1 - length)
                           : read(from, rest, sizeof(rest));
        if (got == 0 || (got == -1 && errno != EINTR))
            break;
        if (got > 0 && room)
            length += (size_t)got;
    }
    out[length] = '\0';
}

int
launch_run(
    const char *program, const char *const *arguments, char *out, size_t size)
{
    int from = -1, status, signal = 0;
    pid_t id = launch(program, arguments, NULL, out != NULL ? &from : NULL);

    if (id == -1)
        die(STATUS_CANNOT, "cannot start %s: %m", program);
    while (waitpid(id, &status, WNOHANG) == 0) {
        int asked = stop_wait(-1);
        if (asked != 0) {
            signal = asked;
            kill(id, SIGTERM);
        }
    }
    if (signal != 0)
        stop_release(signal);
    if (out != NULL) {
        read_all(from, out, size);
        close(from);
    }
    if (WIFSIGNALED(status)) {
        complain(
            "%s was killed by %s", program, stop_signal_name(WTERMSIG(status)));
        return STATUS_BROKEN;
    }
    return WEXITSTATUS(status);
}
