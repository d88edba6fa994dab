#include "probes.h"

#include "waiting.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/launch.h"
#include "kit/must.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_BYTES = 96 };

/* Our patience with a probe that should end by itself, and after SIGTERM; and,
 * by the clock, with what it left behind. */
static const long leave_ns = NS_PER_S / 2, die_ns = NS_PER_S / 10,
                  bury_ns = 5L * NS_PER_S;

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

struct reply
probe_ask(struct probe *probe, bool bare, long count, const char *way,
    long patience_ns)
{
    struct waiting waiting = waiting_begin(patience_ns);
    char line[LINE_BYTES];
    size_t length = 0;
    int signal;

    snprintf(line, sizeof(line), "%s %ld%s%s\n", bare ? "bare" : "batch", count,
        way[0] != '\0' ? " " : "", way);
    if (!send_line(probe->to, line))
        return (struct reply){
            .kind = REPLY_NONE, .code = errno == EPIPE ? 0 : errno};
    while (waiting_for_bytes(&waiting, probe->id, probe->from, &signal)) {
        ssize_t got =
            read(probe->from, line + length, sizeof(line) - 1 - length);
        if (got == -1 && errno == EINTR)
            continue;
        if (got <= 0)
            return (struct reply){
                .kind = length > 0 ? REPLY_NONSENSE : REPLY_NONE,
                .code = got == -1 ? errno : 0};
        length += (size_t)got;
        line[length] = '\0';
        if (line[length - 1] == '\n' || length == sizeof(line) - 1)
            return parse_answer(line);
    }
    return (struct reply){
        .kind = signal != 0 ? REPLY_STOP : REPLY_LATE, .signal = signal};
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
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: cannot reap a probe");
        if (id <= 0) {
            running++;
            continue;
        }
        probe->id = 0;
        close_end(&probe->from);
    }
    return running;
}

/* Wait for all to end, until our patience is spent or, where `stoppable`, until
 * we are asked to stop. The first signal that asks is kept in *asked. */
static void
await_end(struct probe **probes, size_t count, long patience_ns, bool stoppable,
    int *asked)
{
    struct waiting waiting = waiting_begin(patience_ns);

    while (reap(probes, count) > 0 && waiting.left_ns > 0 &&
           !(stoppable && *asked != 0)) {
        long sleep_ns = waiting_sleep_ns(&waiting), begin_ns = clock_ns();
        int signal = stop_wait(sleep_ns);
        *asked = *asked != 0 ? *asked : signal;
        pid_t ids[count];
        for (size_t i = 0; i < count; i++)
            ids[i] = probes[i]->id;
        if (clock_ns() - begin_ns >= sleep_ns)
            waiting_spend(&waiting, ids, count, sleep_ns);
    }
}

static void
kill_all(struct probe **probes, size_t count, int signal)
{
    for (size_t i = 0; i < count; i++)
        if (probes[i]->id != 0) {
            MUST_ERRNO(kill(probes[i]->id, signal));
            probes[i]->killed = true;
        }
}

int
probes_end(struct probe **probes, size_t count, bool gently)
{
    int asked = 0;

    for (size_t i = 0; i < count; i++)
        if (probes[i]->id != 0)
            close_end(&probes[i]->to);
    if (gently)
        await_end(probes, count, leave_ns, true, &asked);
    if (reap(probes, count) > 0) {
        kill_all(probes, count, SIGTERM);
        await_end(probes, count, die_ns, false, &asked);
    }
    if (reap(probes, count) > 0) {
        kill_all(probes, count, SIGKILL);
        while (reap(probes, count) > 0) {
            int signal = stop_wait(-1);
            asked = asked != 0 ? asked : signal;
        }
    }
    return asked;
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
    long deadline_ns = clock_ns() + bury_ns;

    while (clock_ns() < deadline_ns) {
        pid_t id = waitpid(-1, NULL, WNOHANG);
        if (id == -1 && errno != EINTR)
            return; /* ECHILD: there is nobody */
        if (id == 0) {
            kill_strays();
            clock_sleep_ns(die_ns / 100);
        }
    }
}
