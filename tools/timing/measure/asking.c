#include "asking.h"

#include "../report/progress.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <string.h>
#include <sys/wait.h>

/* Our patience with one answer, which should take some milliseconds. */
static const long most_patience_ns = 5000000000, least_patience_ns = 250000000;

bool
may_go_on(const struct timing *timing)
{
    return timing->signal == 0 && clock_ns() < timing->end_ns;
}

/* A probe that hangs must not eat the time of the others. An answer that is
 * under way when the time is up is waited for: the probe is not to blame. */
static long
choose_patience(const struct timing *timing)
{
    long patience_ns = (timing->end_ns - timing->begin_ns) / 4;

    if (patience_ns > most_patience_ns)
        patience_ns = most_patience_ns;
    if (patience_ns < least_patience_ns)
        patience_ns = least_patience_ns;
    return patience_ns + timing->startup_ns;
}

static void
note_signal(struct timing *timing, int signal)
{
    if (timing->signal == 0)
        timing->signal = signal;
}

/* The program will not answer any more, for any of its series. */
static void
refuse_host(struct timing *timing, const struct host *host, bool broken,
    const char *reason)
{
    for (struct series *series = NULL; series_next(timing, &series);) {
        if (series->host != host)
            continue;
        refuse(series, "%s", reason);
        series->broken = broken;
    }
    if (!broken)
        return;
    progress_clear();
    complain("%s: %s", host->program, reason);
}

/* It ended without being asked to. */
static void
blame_ending(struct timing *timing, const struct host *host)
{
    int status = host->probe.wait_status;
    char reason[REASON_BYTES];

    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_CANNOT) {
        refuse_host(timing, host, false,
            "the probe says that this machine cannot do it (exit status 77; "
            "see its message)");
        return; /* the reason is on stderr: this is no defect */
    }
    if (host->probe.killed)
        snprintf(reason, sizeof(reason),
            "the probe closed its pipe or hung, did not end by itself, and was "
            "killed");
    else if (WIFSIGNALED(status))
        snprintf(reason, sizeof(reason), "the probe was killed by %s",
            stop_signal_name(WTERMSIG(status)));
    else
        snprintf(reason, sizeof(reason),
            "the probe exited with status %d instead of answering",
            WEXITSTATUS(status));
    refuse_host(timing, host, true, reason);
}

static void
blame(struct timing *timing, struct host *host, const struct reply *reply,
    long waited_ns)
{
    struct probe *probe = &host->probe;
    char reason[REASON_BYTES];

    note_signal(timing, probes_end(&probe, 1, reply->kind == REPLY_NONE));
    note_signal(timing, stop_wait(0));
    if (timing->signal != 0)
        return; /* Ctrl-C reaches the probes too: they are not to blame */
    if (reply->kind == REPLY_NONE && reply->code == 0) {
        blame_ending(timing, host);
        return;
    }
    if (reply->code != 0)
        snprintf(reason, sizeof(reason), "the pipe to the probe has failed: %s",
            strerror(reply->code));
    else if (reply->kind == REPLY_LATE)
        snprintf(reason, sizeof(reason),
            "the probe gave no answer in %.2f s, and was killed",
            (double)waited_ns / 1e9);
    else
        snprintf(reason, sizeof(reason),
            "the probe's answer made no sense, and it was killed");
    refuse_host(timing, host, true, reason);
}

bool
ask(struct timing *timing, struct series *series, bool bare, long count,
    struct reply *reply)
{
    long begin_ns = clock_ns();

    *reply = probe_ask(&series->host->probe, bare, count, series->way,
        choose_patience(timing));
    if (reply->kind == REPLY_STOP)
        note_signal(timing, reply->signal);
    else if (reply->kind != REPLY_ANSWER)
        blame(timing, series->host, reply, clock_ns() - begin_ns);
    else
        series->host->answered = true;
    return reply->kind == REPLY_ANSWER;
}

void
dismiss_all(struct timing *timing)
{
    struct probe *probes[MAX_HOSTS];
    const struct host *owners[MAX_HOSTS];
    size_t count = 0;

    for (size_t i = 0; i < timing->host_count; i++) {
        if (timing->hosts[i].probe.id == 0)
            continue;
        probes[count] = &timing->hosts[i].probe;
        owners[count++] = &timing->hosts[i];
    }
    note_signal(timing, probes_end(probes, count, timing->signal == 0));
    note_signal(timing, stop_wait(0));
    /* A probe that was still starting when the time was up is not to blame for
     * not leaving at once. */
    for (size_t i = 0; i < count && timing->signal == 0; i++)
        if (probes[i]->wait_status != 0 && owners[i]->answered)
            blame_ending(timing, owners[i]);
}
