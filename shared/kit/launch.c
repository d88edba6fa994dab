#include "launch.h"

#include "die.h"
#include "home.h"
#include "must.h"
#include "room.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

/* What a program prints. */
struct answer {
    int from; /* a pipe; -1: it prints to our stdout */
    char *out;
    size_t size, length;
    bool unread; /* the pipe is broken: errno */
};

static _Noreturn void
become(const char *program, const char *advice, const char *const *arguments)
{
    char path[HOME_BYTES];
    const char *argv[MAX_ARGUMENTS + 2] = {advice != NULL ? program : path};

    for (int i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
        argv[i + 1] = arguments[i];
    if (advice != NULL) { /* POSIX: the words are not changed */
        execvp(program, (char *const *)argv);
        complain("cannot run %s from the PATH: %m: %s", program, advice);
    } else {
        home_path(path, program);
        if (shown_name != NULL)
            argv[0] = shown_name;
        execv(path, (char *const *)argv);
        complain("%s: %m: %s", path, home_advice(errno));
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

pid_t
launch(const char *program, const char *advice, const char *const *arguments,
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

/* Read what is available, without waiting; what does not fit is dropped. True
 * while more may follow. */
static bool
take(struct answer *answer)
{
    static char rest[4096]; /* never looked at */
    ssize_t got;

    do {
        size_t room = answer->size - 1 - answer->length;
        got = read(answer->from, room > 0 ? answer->out + answer->length : rest,
            room > 0 ? room : sizeof(rest));
        if (room > 0 && got > 0)
            answer->length += (size_t)got;
    } while (got > 0 || (got == -1 && errno == EINTR));
    answer->out[answer->length] = '\0';
    answer->unread = got == -1 && errno != EAGAIN;
    return got == -1;
}

/* What we cannot follow shall not go on without us. */
static _Noreturn void
abandon(pid_t id, const char *call)
{
    int code = errno;

    kill(id, SIGTERM);
    while (waitpid(id, NULL, 0) == -1 && errno == EINTR)
        ;
    die(STATUS_CANNOT, "%s: %s: cannot wait for what a program prints", call,
        strerror(code));
}

/* Read until the program has ended, and not until the end of the pipe, which a
 * process that it left behind may hold open. If we are asked to stop, pass that
 * on, and die afterwards. */
static int
await(pid_t id, struct answer *answer)
{
    struct pollfd news[] = {
        {.fd = stop_descriptor(), .events = POLLIN},
        {.fd = answer->from, .events = POLLIN},
    };
    int status, signal = 0;
    pid_t ended;

    while ((ended = waitpid(id, &status, WNOHANG)) != id) {
        if (ended == -1 && errno == EINTR)
            continue; /* its SIGCHLD may be gone already */
        if (ended == -1)
            die(STATUS_BROKEN, "waitpid: %m: cannot reap a program");
        if (poll(news, 2, -1) == -1 && errno != EINTR)
            abandon(id, "poll");
        if (news[1].fd != -1 && !take(answer))
            news[1].fd = -1;
        if (answer->unread)
            abandon(id, "read");
        int asked = stop_wait(0);
        if (asked != 0) {
            signal = asked;
            MUST_ERRNO(kill(id, SIGTERM));
        }
    }
    if (news[1].fd != -1)
        take(answer);
    if (answer->unread)
        die(STATUS_CANNOT, "read: %m: cannot read what a program has printed");
    /* Ctrl-C reaches the program as well: it may already have died of it. */
    if (signal == 0 && WIFSIGNALED(status))
        signal = stop_wait(0);
    if (signal != 0)
        stop_release(signal);
    return status;
}

int
launch_run_on_path(const char *program, const char *advice,
    const char *const *arguments, char *out, size_t size)
{
    struct answer answer = {.out = out, .size = size, .from = -1};
    bool held = stop_hold();
    stop_descriptor(); /* or it could fail beside the program */
    pid_t id = launch(
        program, advice, arguments, NULL, out != NULL ? &answer.from : NULL);

    if (id == -1)
        die(STATUS_CANNOT, "cannot start %s: %m: %s", program,
            room_advice(errno));
    if (out != NULL && fcntl(answer.from, F_SETFL, O_NONBLOCK) == -1)
        abandon(id, "fcntl");
    int status = await(id, &answer);
    if (out != NULL)
        close(answer.from);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE)
        stop_release(SIGPIPE); /* nobody reads our stdout: we die of it, too */
    if (held)
        stop_release(0);
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
    return launch_run_on_path(program, NULL, arguments, out, size);
}
