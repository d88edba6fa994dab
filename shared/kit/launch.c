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

static const char *shown_name;

void
launch_as(const char *name)
{
    shown_name = name;
}

/* With advice it is a program on the PATH, without it one of ours. */
static _Noreturn void
become(const char *program, const char *advice, const char *const *arguments)
{
    char path[HOME_BYTES];
    const char *argv[MAX_ARGUMENTS + 2] = {advice != NULL ? program : path};

    for (int i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
        argv[i + 1] = arguments[i];
    if (advice != NULL) { /* POSIX: the words are not changed */
        execvp(program, (char *const *)argv);
        complain("no %s to be had on the PATH: %m: %s", program, advice);
    } else {
        home_path(path, program);
        if (shown_name != NULL)
            argv[0] = shown_name;
        execv(path, (char *const *)argv);
        complain("%s: %m: build it with make", path);
    }
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

static pid_t
start(const char *program, const char *advice, const char *const *arguments,
    int *to, int *from)
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
        become(program, advice, arguments);
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

const char *
launch_advice(int error)
{
    switch (error) {
    case EMFILE:
        return "see 'ulimit -n'";
    case EAGAIN:
        return "see 'ulimit -u'";
    case ENOMEM:
        return "memory is short";
    default:
        return "try again";
    }
}

pid_t
launch(const char *program, const char *const *arguments, int *to, int *from)
{
    return start(program, NULL, arguments, to, from);
}

/* Read what a program that has ended left in its pipe. Not a byte more will
 * come, though a process that it left behind may hold the pipe open: so do not
 * wait for the end. */
static void
read_rest(int from, char *out, size_t size)
{
    size_t length = 0;
    ssize_t got = 0;

    if (fcntl(from, F_SETFL, O_NONBLOCK) == -1)
        die(STATUS_CANNOT, "fcntl: %m: cannot read a result");
    do {
        length += got > 0 ? (size_t)got : 0;
        got = read(from, out + length, size - 1 - length);
    } while (got > 0 || (got == -1 && errno == EINTR));
    out[length] = '\0';
}

/* Wait until it has ended; if we are asked to stop, ask it, and die then. */
static int
await(pid_t id)
{
    int status, signal = 0;
    pid_t ended;

    while ((ended = waitpid(id, &status, WNOHANG)) != id) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: a program is out of sight");
        int asked = ended == 0 ? stop_wait(-1) : 0;
        if (asked != 0) {
            signal = asked;
            kill(id, SIGTERM);
        }
    }
    /* Ctrl-C reaches the program as well: it may have died of it already. */
    if (signal == 0 && WIFSIGNALED(status))
        signal = stop_wait(0);
    if (signal != 0)
        stop_release(signal);
    return status;
}

static int
run(const char *program, const char *advice, const char *const *arguments,
    char *out, size_t size)
{
    int from = -1;
    pid_t id =
        start(program, advice, arguments, NULL, out != NULL ? &from : NULL);

    if (id == -1)
        die(STATUS_CANNOT, "cannot start %s: %m: %s", program,
            launch_advice(errno));
    int status = await(id);
    if (out != NULL) {
        read_rest(from, out, size);
        close(from);
    }
    if (WIFSIGNALED(status)) {
        complain(
            "%s was killed by %s", program, stop_signal_name(WTERMSIG(status)));
        return STATUS_BROKEN;
    }
    return WEXITSTATUS(status);
}

int
launch_run(
    const char *program, const char *const *arguments, char *out, size_t size)
{
    return run(program, NULL, arguments, out, size);
}

int
launch_run_on_path(const char *program, const char *advice,
    const char *const *arguments, char *out, size_t size)
{
    return run(program, advice, arguments, out, size);
}
