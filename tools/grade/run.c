#include "run.h"

#include "cage.h"
#include "left.h"
#include "scratch.h"
#include "stream.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ = 0, WRITE = 1, TICK_MS = 250 };

/* A running command. */
struct running {
    pid_t id;
    int to; /* its stdin; -1: closed */
    const char *input;
    struct stream out, err;
};

static int stop_signal; /* the signal that asks us to stop, or 0 */

const char *
run_sandbox(void)
{
    return cage_name();
}

static bool
limit(int resource, long most)
{
    return most == 0 || cage_limit(resource, most);
}

/* The last pipe reports what failed before the command ran. (So no stop_orphan,
 * which would end us with a message, as if the command had done so.) */
static _Noreturn void
become(const struct run_job *job, const int ends[3], int trouble, pid_t parent)
{
    static const struct rlimit no_core;

    bool follows = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;

    if (follows && getppid() != parent)
        _exit(STATUS_BROKEN);
    stop_release(0);
    signal(SIGXFSZ, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (follows && setsid() != -1 && chdir(job->directory) == 0 &&
        dup2(ends[0], 0) != -1 && dup2(ends[1], 1) != -1 &&
        dup2(ends[2], 2) != -1 && setrlimit(RLIMIT_CORE, &no_core) == 0 &&
        limit(RLIMIT_CPU, job->limits.cpu_seconds) &&
        limit(RLIMIT_AS, job->limits.memory_bytes) &&
        limit(RLIMIT_FSIZE, job->limits.file_bytes))
        cage_become(job);
    int code = errno;
    if (write(trouble, &code, sizeof(code)) == -1)
        _exit(code);
    _exit(STATUS_CANNOT);
}

static void
open_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) == -1)
        die(STATUS_CANNOT, "pipe2: %m: cannot start a command");
}

/* errno of what failed, or 0. */
static int
start(const struct run_job *job, struct running *running)
{
    int in[2], out[2], err[2], trouble[2], code = 0;
    pid_t self = getpid();

    open_pipe(in);
    open_pipe(out);
    open_pipe(err);
    open_pipe(trouble);
    running->id = fork();
    if (running->id == 0)
        become(job, (int[]){in[READ], out[WRITE], err[WRITE]}, trouble[WRITE],
            self);
    if (running->id == -1) /* our trouble, and not the command's */
        die(STATUS_CANNOT, "cannot start a command: %m: %s",
            room_advice(errno));
    close(in[READ]);
    close(out[WRITE]);
    close(err[WRITE]);
    close(trouble[WRITE]);
    if (read(trouble[READ], &code, sizeof(code)) == -1)
        code = errno;
    close(trouble[READ]);
    running->to = in[WRITE];
    running->out.from = out[READ];
    running->err.from = err[READ];
    fcntl(running->to, F_SETFL, O_NONBLOCK);
    fcntl(running->out.from, F_SETFL, O_NONBLOCK);
    fcntl(running->err.from, F_SETFL, O_NONBLOCK);
    return code;
}

/* Write as much input as the pipe takes. */
static void
give(struct running *running)
{
    size_t rest = running->input == NULL ? 0 : strlen(running->input);
    ssize_t given = rest == 0 ? 0 : write(running->to, running->input, rest);

    if (given > 0)
        running->input += given;
    if ((size_t)given == rest ||
        (given == -1 && errno != EAGAIN && errno != EINTR)) {
        close(running->to);
        running->to = -1;
    }
}

/* Wait for news, a tick, or until the time is up. */
static void
watch(const struct running *running, long until_ns, bool ticks)
{
    struct pollfd news[] = {
        {.fd = stop_descriptor(), .events = POLLIN},
        {.fd = running->out.from, .events = POLLIN},
        {.fd = running->err.from, .events = POLLIN},
        {.fd = running->to, .events = POLLOUT},
    };
    long left_ms = (until_ns - clock_ns()) / 1000000 + 1;

    if (ticks && left_ms > TICK_MS)
        left_ms = TICK_MS;
    if (poll(news, 4, left_ms < 0 ? 0 : (int)left_ms) == -1 && errno != EINTR)
        die(STATUS_CANNOT, "poll: %m: cannot wait for a command");
}

static void
note_end(struct run_result *result, int status, const struct rusage *used)
{
    result->end = WIFEXITED(status) ? RUN_EXITED : RUN_KILLED;
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    result->cpu_seconds = left_cpu_seconds(used);
}

/* Until the command itself has ended, perhaps by our hand. Its children are not
 * waited for. */
static void
attend(const struct run_job *job, struct running *running,
    struct run_result *result)
{
    double most_s = job->limits.wall_seconds;
    long until_ns =
        clock_ns() + (long)((most_s > 0 ? most_s : 86400) * NS_PER_S);
    size_t most = job->limits.output_bytes;
    struct rusage used;
    bool is_late = false;
    int status;

    while (wait4(running->id, &status, WNOHANG, &used) != running->id) {
        watch(running, until_ns, job->tick != NULL);
        if (job->tick != NULL)
            job->tick();
        if (running->to != -1)
            give(running);
        stop_signal = stop_wait(0);
        if (stop_signal != 0)
            result->end = RUN_STOPPED;
        else if (!stream_take(&running->out, most) ||
                 !stream_take(&running->err, most))
            result->end = RUN_FLOOD;
        else if (is_late)
            result->end = RUN_LATE;
        else { /* it may have ended while we were kept from the CPU */
            is_late = clock_ns() > until_ns;
            continue;
        }
        result->status = stop_signal;
        kill(-running->id, SIGKILL);
        kill(running->id, SIGKILL);
        return; /* left_processes reaps it */
    }
    note_end(result, status, &used);
    if (!stream_take(&running->out, most) || !stream_take(&running->err, most))
        result->end = RUN_FLOOD;
}

/* errno of what failed, or 0. */
static int
run_opened(const struct run_job *job, struct run_result *result)
{
    struct running running = {.input = job->input};
    long start_ns = clock_ns();

    running.out.from = running.err.from = running.to = -1;
    int code = start(job, &running);
    if (code == 0)
        attend(job, &running, result);
    result->wall_seconds = (double)(clock_ns() - start_ns) / NS_PER_S;
    bool ended = code == 0 && result->end <= RUN_KILLED;
    result->left_processes =
        left_processes(&result->cpu_seconds) - (!ended && running.id > 0);
    result->out = stream_finish(&running.out);
    result->err = stream_finish(&running.err);
    result->out_length = running.out.length;
    result->err_length = running.err.length;
    if (running.to != -1)
        close(running.to);
    cage_close(job, result);
    return code;
}

void
run(const struct run_job *job, struct run_result *result)
{
    *result = (struct run_result){.end = RUN_STOPPED, .status = stop_signal};
    bool empties = job->empties && stop_signal == 0;
    int code = empties ? scratch_empty(job->directory) : 0;

    if (code == 0 && stop_signal == 0)
        code = cage_open(job);
    if (code == 0 && stop_signal == 0)
        code = run_opened(job, result);
    else {
        result->out = calloc(1, 1);
        result->err = calloc(1, 1);
        result->left_names = calloc(1, 1);
    }
    if (code != 0) {
        result->end = RUN_NOT_BEGUN;
        result->status = code;
    }
}

int
run_stopped(void)
{
    return stop_signal;
}

void
run_free(struct run_result *result)
{
    free(result->out);
    free(result->err);
    free(result->left_names);
}
