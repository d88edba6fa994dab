#include "asking.h"

#include "progress.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <sys/wait.h>

/* An answer takes some milliseconds; the time beyond the end is for one that
 * was under way. */
static const long patience_ns = 5000000000, grace_ns = 200000000;
static const long least_patience_ns = 250000000;

bool
may_go_on(const struct timing *timing)
{
    return timing->signal == 0 && clock_ns() < timing->end_ns;
}

/* A probe that hangs must not eat the time of the others. */
static long
choose_deadline(const struct timing *timing)
{
    long now_ns = clock_ns();
    long wait_ns = (timing->end_ns - timing->begin_ns) / 4;

    if (wait_ns > patience_ns)
        wait_ns = patience_ns;
    if (wait_ns < least_patience_ns)
        wait_ns = least_patience_ns;
    long last_ns = timing->end_ns + grace_ns;
    return now_ns + wait_ns < last_ns ? now_ns + wait_ns : last_ns;
}

static void
note_signal(struct timing *timing, int signal)
{
    if (timing->signal == 0)
        timing->signal = signal;
}

static void
break_off(struct series *series)
{
    series->broken = true;
    progress_clear();
    complain("%s: %s", series->program, series->reason);
}

/* It ended, though nobody asked it to. */
static void
blame_ending(struct series *series)
{
    int status = series->probe.wait_status;

    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_CANNOT) {
        refuse(series, "the probe said that this machine cannot do it, and "
                       "exited with status 77");
        return; /* and why, on stderr: that is no defect */
    }
    if (series->probe.killed)
        refuse(series, "the probe closed its pipe or hung, did not end by "
                       "itself, and was killed");
    else if (WIFSIGNALED(status))
        refuse(series, "the probe was killed by %s",
            stop_signal_name(WTERMSIG(status)));
    else
        refuse(series, "the probe exited with status %d instead of answering",
            WEXITSTATUS(status));
    break_off(series);
}

static void
blame(struct timing *timing, struct series *series, enum reply_kind kind,
    long waited_ns)
{
    struct probe *probe = &series->probe;

    note_signal(timing, probes_end(&probe, 1, kind == REPLY_NONE));
    note_signal(timing, stop_wait(0));
    if (timing->signal != 0)
        return; /* Ctrl-C reaches the probes too: they are not to blame */
    if (kind == REPLY_NONE) {
        blame_ending(series);
        return;
    }
    if (kind == REPLY_LATE)
        refuse(series, "the probe gave no answer in %.2f s, and was killed",
            (double)waited_ns / 1e9);
    else
        refuse(series, "the probe's answer made no sense, and it was killed");
    break_off(series);
}

bool
ask(struct timing *timing, struct series *series, bool bare, long count,
    struct reply *reply)
{
    long begin_ns = clock_ns();

    *reply = probe_ask(&series->probe, bare, count, choose_deadline(timing));
    if (reply->kind == REPLY_STOP)
        note_signal(timing, reply->signal);
    else if (reply->kind != REPLY_ANSWER)
        blame(timing, series, reply->kind, clock_ns() - begin_ns);
    return reply->kind == REPLY_ANSWER;
}

void
dismiss_all(struct timing *timing)
{
    struct probe *probes[MAX_OPERATIONS * MAX_SERIES];
    struct series *owners[MAX_OPERATIONS * MAX_SERIES];
    size_t count = 0;

    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            struct series *series = &timing->operations[i].series[j];
            if (series->probe.id == 0)
                continue;
            probes[count] = &series->probe;
            owners[count++] = series;
        }
    note_signal(timing, probes_end(probes, count, timing->signal == 0));
    note_signal(timing, stop_wait(0));
    for (size_t i = 0; i < count && timing->signal == 0; i++)
        if (probes[i]->wait_status != 0)
            blame_ending(owners[i]);
}
