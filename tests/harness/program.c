#include "program.h"

#include "left.h"

#include "kit/clock.h"
#include "kit/home.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    READ = 0,
    WRITE = 1,
    MAX_ARGUMENTS = 64,
    UNPREPARED = 125,
    NO_PROGRAM = 126,
    LOOK_MS = 20 /* how often to look whether a silent program has ended */
};

/* What comes out of one pipe. */
struct stream {
    int from; /* -1: closed */
    char *text;
    size_t length, room;
};

static struct {
    char command[1024];
    long deadline_ns;
    bool running;
    struct stream out, err;
    struct outcome outcome;
    struct names names; /* that were there before */
} now;

static void
give_up(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* The child has neither the signals that the test's own parent ignores, nor the
 * files that it left open. And it dies with the test, also when that is killed.
 */
static void
settle(const struct setting *setting, const int ends[3])
{
    sigset_t none;

    setpgid(0, 0);
    for (int number = 1; number < SIGRTMIN; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 0; i < 3; i++)
        if (dup2(ends[i], i) == -1)
            _exit(UNPREPARED);
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if ((setting->prepare != NULL && !setting->prepare()) ||
        (setting->most > 0 &&
            setrlimit(setting->resource,
                &(struct rlimit){setting->most, setting->most}) == -1))
        _exit(UNPREPARED);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* last: a change of user clears it */
}

/* A descriptor to read the input from; the pipe's buffer holds it. */
static int
open_input(const char *text)
{
    int ends[2];

    if (text == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (pipe2(ends, O_CLOEXEC) == -1 ||
        write(ends[WRITE], text, strlen(text)) != (ssize_t)strlen(text))
        give_up("pipe for the input");
    close(ends[WRITE]);
    return ends[READ];
}

static void
note_command(const char *const *argv)
{
    size_t length = 0;

    for (int i = 0; argv[i] != NULL && length < sizeof(now.command); i++)
        length += (size_t)snprintf(now.command + length,
            sizeof(now.command) - length, "%s%s", i == 0 ? "" : " ", argv[i]);
}

static void
stream_open(struct stream *stream, int from)
{
    stream->from = from;
    stream->length = 0;
    if (stream->text != NULL)
        *stream->text = '\0';
    fcntl(from, F_SETFL, O_NONBLOCK);
}

/* True in the child. */
static bool
begin(const struct setting *setting)
{
    int out[2], err[2], in = open_input(setting->input);

    if (in == -1 || pipe2(out, O_CLOEXEC) == -1 || pipe2(err, O_CLOEXEC) == -1)
        give_up("pipe");
    names_look(&now.names);
    pid_t id = fork();
    if (id == -1)
        give_up("fork");
    if (id == 0) {
        settle(setting, (int[]){in, out[WRITE], err[WRITE]});
        return true;
    }
    setpgid(id, id); /* whoever is first, it or we */
    close(in);
    close(out[WRITE]);
    close(err[WRITE]);
    stream_open(&now.out, out[READ]);
    stream_open(&now.err, err[READ]);
    now.outcome = (struct outcome){.id = id, .status = -1, .prepared = true};
    now.deadline_ns = clock_ns() + patience_s() * NS_PER_S;
    now.running = true;
    return false;
}

static const struct setting plain;

void
program_start(const char *program, const char *const *arguments,
    const struct setting *setting)
{
    char path[HOME_BYTES];
    const char *argv[MAX_ARGUMENTS + 2] = {path};

    program_explain();
    home_path(path, program);
    for (int i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
        argv[i + 1] = arguments[i];
    note_command(argv);
    /* A descriptor, since an ordinary user may be unable to walk to it. */
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file == -1)
        give_up(path);
    if (begin(setting != NULL ? setting : &plain)) {
        fexecve(file, (char *const *)argv, environ);
        _exit(NO_PROGRAM);
    }
    close(file);
}

bool
child_begins(void)
{
    program_explain();
    snprintf(now.command, sizeof(now.command), "(a child of the test)");
    return begin(&plain);
}

pid_t
program_id(void)
{
    return now.outcome.id;
}

static void
stream_take(struct stream *stream)
{
    ssize_t got = 1;

    while (stream->from != -1 && got > 0) {
        if (stream->room - stream->length < 2) {
            stream->room = stream->room * 2 + 4096;
            stream->text = realloc(stream->text, stream->room);
            if (stream->text == NULL)
                give_up("realloc");
        }
        got = read(stream->from, stream->text + stream->length,
            stream->room - stream->length - 1);
        if (got > 0)
            stream->length += (size_t)got;
        stream->text[stream->length] = '\0';
    }
    if (stream->from != -1 && got == 0) {
        close(stream->from);
        stream->from = -1;
    }
}

/* It has ended: take its status. */
static void
note_end(int wait_status)
{
    struct outcome *outcome = &now.outcome;

    now.running = false;
    if (WIFSIGNALED(wait_status))
        outcome->signal = WTERMSIG(wait_status);
    else
        outcome->status = WEXITSTATUS(wait_status);
    outcome->prepared = outcome->status != UNPREPARED;
}

/* Take what it says for a moment, and look whether it has ended. A child of its
 * own may hold the pipes open longer than it lives itself: so do not wait for
 * the end of the streams. */
static void
watch(int wait_ms)
{
    struct pollfd ends[2] = {
        {.fd = now.out.from, .events = POLLIN},
        {.fd = now.err.from, .events = POLLIN},
    };
    int wait_status;

    if (now.out.from == -1 && now.err.from == -1)
        wait_ms = 1;
    poll(ends, 2, wait_ms);
    bool ended = waitpid(now.outcome.id, &wait_status, WNOHANG) > 0;
    stream_take(&now.out);
    stream_take(&now.err);
    if (ended)
        note_end(wait_status);
    else if (clock_ns() > now.deadline_ns && !now.outcome.timed_out) {
        now.outcome.timed_out = true;
        kill(-now.outcome.id, SIGKILL);
    }
}

bool
program_await_work(int workers)
{
    while (
        now.running && (workers == 0 ? !leader_at_work(now.outcome.id) &&
                                           group_at_work(now.outcome.id) == 0
                                     : group_at_work(now.outcome.id) < workers))
        watch(1);
    return now.running;
}

bool
program_await_write(void)
{
    while (now.running && !group_writes(now.outcome.id))
        watch(1);
    return now.running;
}

int
program_others(pid_t *ids, int size)
{
    return group_members(now.outcome.id, ids, size);
}

void
allow_leak_check(bool allowed)
{
    if (allowed)
        unsetenv("ASAN_OPTIONS");
    else
        setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
}

const struct outcome *
program_finish(void)
{
    while (now.running)
        watch(LOOK_MS);
    struct outcome *outcome = &now.outcome;
    struct stream *streams[] = {&now.out, &now.err};
    for (int i = 0; i < 2; i++) {
        if (streams[i]->from != -1)
            close(streams[i]->from);
        streams[i]->from = -1;
    }
    outcome->out = now.out.text;
    outcome->err = now.err.text;

    /* Where it was killed itself, the kernel takes its children down: that
     * takes a moment; and so does a task of LeakSanitizer's, which looks on at
     * the end of each program. Else it must have waited for them. */
    bool allowed =
        outcome->signal == SIGKILL || (UNDER_ASAN && outcome->signal != 0);
    long until_ns = allowed ? now.deadline_ns : 0;
    bool gone = group_gone(outcome->id, until_ns);
    CU_ASSERT_FALSE(outcome->timed_out);
    CU_ASSERT_NOT_EQUAL(outcome->status, NO_PROGRAM);
    CU_ASSERT(gone || outcome->timed_out);
    /* Who is killed in the microseconds in which its name exists leaves it. */
    bool killed = outcome->signal == SIGKILL;
    int names =
        names_left(&now.names, outcome->id, killed ? 0 : patience_end_ns());
    CU_ASSERT(names == 0 || killed);
    return outcome;
}

const struct outcome *
program_run(const char *program, const char *const *arguments,
    const struct setting *setting)
{
    program_start(program, arguments, setting);
    return program_finish();
}

void
check_held(const struct outcome *seen)
{
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

void
check_complaint(const struct outcome *seen, int status, const char *word)
{
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT(is_one_line(seen->err));
    CHECK_HAS(seen->err, word);
}

void
check_refused(const struct outcome *seen, int status, const char *word)
{
    check_complaint(seen, status, word);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
}

const struct outcome *
check_death(pid_t whom, int signal)
{
    kill(whom, signal);
    const struct outcome *seen = program_finish();
    CU_ASSERT_EQUAL_FATAL(seen->signal, signal);
    return seen;
}

void
check_silent_death(pid_t whom, int signal)
{
    const struct outcome *seen = check_death(whom, signal);

    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT_STRING_EQUAL_FATAL(seen->err, "");
}

void
program_explain(void)
{
    static unsigned explained;
    unsigned failures = CU_get_number_of_failures();

    if (failures > explained && now.outcome.out != NULL)
        printf("\n    failed after: %s\n    status %d, signal %d%s\n"
               "    stdout: %.1000s\n    stderr: %.1000s\n",
            now.command, now.outcome.status, now.outcome.signal,
            now.outcome.timed_out ? ", timed out" : "", now.outcome.out,
            now.outcome.err);
    explained = failures;
    if (failures > 0 && getenv("TEST_STOP") != NULL) {
        printf("0 passed, 1 failed\n");
        exit(EXIT_FAILURE);
    }
}
