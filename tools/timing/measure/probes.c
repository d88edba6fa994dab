#define _GNU_SOURCE /* ppoll */

#include "probes.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/launch.h"
#include "kit/stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_BYTES = 96, NS_PER_S = 1000000000, LOOK_NS = NS_PER_S / 50 };

/* How long a probe may take to end by itself, and after SIGTERM. */
static const long leave_ns = NS_PER_S / 2, die_ns = NS_PER_S / 10;

void
probes_adopt(void)
{
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: could not reap what a probe leaves");
}

bool
probe_start(
    struct probe *probe, const char *program, const char *const *arguments)
{
    pid_t id = launch(program, arguments, &probe->to, &probe->from);

    probe->id = id == -1 ? 0 : id;
    probe->killed = false;
    return id != -1;
}

/* False when nobody is left to read it: an error then, and not our death. */
static bool
send_line(int to, const char *line)
{
    size_t length = strlen(line);
    ssize_t sent;

    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    do
        sent = write(to, line, length); /* below PIPE_BUF: all or nothing */
    while (sent == -1 && errno == EINTR);
    signal(SIGPIPE, before);
    return sent == (ssize_t)length;
}

static struct reply
parse_answer(const char *line)
{
    struct reply reply = {.kind = REPLY_ANSWER};
    char rest;

    if (sscanf(line, "%ld %ld %c", &reply.elapsed_ns, &reply.counted, &rest) !=
            2 ||
        reply.elapsed_ns < 0 || reply.counted < 0)
        reply.kind = REPLY_NONSENSE;
    return reply;
}

/* Time in which we could not run does not count: the probe could not either, if
 * it was the whole machine that stood still. */
struct deadline {
    long at_ns;
    long awake_ns; /* when the last sleep should have ended; 0: none yet */
};

/* How long to sleep now, at the most; 0 or less when the deadline has come. */
static long
next_sleep(struct deadline *deadline)
{
    long now_ns = clock_ns(), over_ns = now_ns - deadline->awake_ns;

    if (deadline->awake_ns != 0 && over_ns > LOOK_NS)
        deadline->at_ns += over_ns;
    long left_ns = deadline->at_ns - now_ns;
    left_ns = left_ns < LOOK_NS ? left_ns : LOOK_NS;
    deadline->awake_ns = now_ns + left_ns;
    return left_ns;
}

/* Sleep until the probe has written or is gone (REPLY_ANSWER: go and read),
 * or one of the other things has happened. */
static struct reply
await_bytes(const struct probe *probe, long deadline_ns)
{
    struct pollfd sources[] = {{.fd = probe->from, .events = POLLIN},
        {.fd = stop_descriptor(), .events = POLLIN}};
    struct deadline deadline = {deadline_ns, 0};

    for (;;) {
        long sleep_ns = next_sleep(&deadline);
        if (sleep_ns <= 0)
            return (struct reply){.kind = REPLY_LATE};
        int ready = ppoll(sources, 2, &(struct timespec){0, sleep_ns}, NULL);
        if (ready == -1 && errno != EINTR)
            die(STATUS_CANNOT, "ppoll: %m: cannot wait for a probe");
        if (ready <= 0)
            continue;
        if (sources[1].revents != 0) {
            int signal = stop_wait(0); /* 0 where it was but SIGCHLD */
            if (signal != 0)
                return (struct reply){.kind = REPLY_STOP, .signal = signal};
        }
        if (sources[0].revents != 0)
            return (struct reply){.kind = REPLY_ANSWER};
    }
}

struct reply
probe_ask(struct probe *probe, bool bare, long count, const char *way,
    long deadline_ns)
{
    char line[LINE_BYTES];
    size_t length = 0;

    snprintf(line, sizeof(line), "%s %ld%s%s\n", bare ? "bare" : "batch", count,
        way[0] != '\0' ? " " : "", way);
    if (!send_line(probe->to, line))
        return (struct reply){.kind = REPLY_NONE};
    for (;;) {
        struct reply reply = await_bytes(probe, deadline_ns);
        if (reply.kind != REPLY_ANSWER)
            return reply;
        ssize_t got =
            read(probe->from, line + length, sizeof(line) - 1 - length);
        if (got == -1 && errno == EINTR)
            continue;
        if (got <= 0)
            return (struct reply){
                .kind = length > 0 ? REPLY_NONSENSE : REPLY_NONE};
        length += (size_t)got;
        line[length] = '\0';
        if (line[length - 1] == '\n' || length == sizeof(line) - 1)
            return parse_answer(line);
    }
}

static void
close_end(int *descriptor)
{
    if (*descriptor != -1)
        close(*descriptor);
    *descriptor = -1;
}

/* Reap those that have ended; how many have not? */
static size_t
reap(struct probe **probes, size_t count)
{
    size_t running = 0;

    for (size_t i = 0; i < count; i++) {
        struct probe *probe = probes[i];
        if (probe->id == 0)
            continue;
        pid_t id = waitpid(probe->id, &probe->wait_status, WNOHANG);
        if (id == -1)
            die(STATUS_BROKEN, "waitpid: %m: a probe is out of sight");
        if (id == 0) {
            running++;
            continue;
        }
        probe->id = 0;
        close_end(&probe->from);
    }
    return running;
}

/* Wait for all to end, but not beyond the limit, nor, where `stoppable`,
 * beyond a stop request: its signal, or 0. */
static int
await_end(struct probe **probes, size_t count, long limit_ns, bool stoppable)
{
    struct deadline deadline = {clock_ns() + limit_ns, 0};
    int first = 0;

    while (reap(probes, count) > 0) {
        long sleep_ns = next_sleep(&deadline);
        if (sleep_ns <= 0 || (stoppable && first != 0))
            break;
        int signal = stop_wait(sleep_ns);
        first = first != 0 ? first : signal;
    }
    return first;
}

static void
kill_all(struct probe **probes, size_t count, int signal)
{
    for (size_t i = 0; i < count; i++)
        if (probes[i]->id != 0) {
            kill(probes[i]->id, signal);
            probes[i]->killed = true;
        }
}

int
probes_end(struct probe **probes, size_t count, bool gently)
{
    int asked[3] = {0, 0, 0};

    for (size_t i = 0; i < count; i++)
        if (probes[i]->id != 0)
            close_end(&probes[i]->to);
    if (gently)
        asked[0] = await_end(probes, count, leave_ns, true);
    if (reap(probes, count) > 0) {
        kill_all(probes, count, SIGTERM);
        asked[1] = await_end(probes, count, die_ns, false);
    }
    if (reap(probes, count) > 0) {
        kill_all(probes, count, SIGKILL);
        while (reap(probes, count) > 0) {
            int signal = stop_wait(-1);
            asked[2] = asked[2] != 0 ? asked[2] : signal;
        }
    }
    for (int i = 0; i < 3; i++)
        if (asked[i] != 0)
            return asked[i];
    return 0;
}

/* Our children, as the kernel lists them (proc(5)); where it has no such list
 * they are left to die by themselves. */
static void
kill_strays(void)
{
    char path[64];
    int id;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    FILE *list = fopen(path, "re");
    while (list != NULL && fscanf(list, "%d", &id) == 1)
        kill(id, SIGKILL);
    if (list != NULL)
        fclose(list);
}

void
probes_bury(void)
{
    long deadline_ns = clock_ns() + leave_ns;

    while (clock_ns() < deadline_ns) {
        pid_t id = waitpid(-1, NULL, WNOHANG);
        if (id == -1)
            return; /* ECHILD: there is nobody */
        if (id == 0) {
            kill_strays();
            clock_sleep_ns(die_ns / 100);
        }
    }
}
