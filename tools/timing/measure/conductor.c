#include "conductor.h"

#include "../report/progress.h"
#include "asking.h"
#include "counting.h"
#include "estimate.h"
#include "rounds.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/room.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ENOUGH_LAUNCHES = 12 };

/* A machine has phases in which creating a process costs a sixth more, and a
 * thread does not. An answer after a quarter of a second knows one of them. */
static const long least_span_ns = 2000000000;

/* By how much the kernel's count may differ: after a few launches, so as to
 * waste no time on what is hopeless, and in the end. */
static const double few_tolerance = 0.1, tolerance = 0.01;

struct pace {
    long start_ns, round_ns, estimate_ns; /* how long things took */
    size_t looked; /* the number of launches when we looked last */
};

static size_t
count_live(const struct timing *timing)
{
    size_t live = 0;

    for (struct series *series = NULL; series_next(timing, &series);)
        live += is_live(series);
    return live;
}

/* As many rounds as lets enough launches fit: fewer rounds rather than fewer
 * launches. A warm-up takes about half a round. */
static void
plan_rounds(struct timing *timing, const struct pace *pace)
{
    long room_ns = (timing->end_ns - timing->begin_ns) / ENOUGH_LAUNCHES;
    long fit =
        (room_ns - pace->start_ns - pace->round_ns / 2) / (pace->round_ns + 1);

    timing->rounds = fit < 1 ? 1 : fit > MAX_ROUNDS ? MAX_ROUNDS : (size_t)fit;
}

/* A place for the samples of one more launch. */
static void
make_room(struct series *series)
{
    size_t bytes = (series->launches + 1) * MAX_ROUNDS * sizeof(double);
    double *net = realloc(series->net, bytes);
    double *raw = net != NULL ? realloc(series->raw, bytes) : NULL;

    if (net == NULL || raw == NULL)
        die(STATUS_CANNOT, "realloc: %m: no memory for the samples");
    series->net = net;
    series->raw = raw;
    series->taken = 0;
}

static bool
start_host(struct host *host)
{
    const char *arguments[MAX_WORDS + 1] = {NULL};

    for (size_t i = 0; i < host->count; i++)
        arguments[i] = host->words[i];
    host->answered = false;
    return probe_start(&host->probe, host->program, arguments);
}

static void
start_probes(struct timing *timing)
{
    for (struct series *series = NULL; series_next(timing, &series);) {
        if (!is_live(series))
            continue;
        make_room(series);
        if (series->host->probe.id == 0 && !start_host(series->host))
            refuse(series, "%s could not be started: %s: %s",
                series->host->program, strerror(errno), room_advice(errno));
    }
}

static void
take_rounds(struct timing *timing, struct pace *pace)
{
    size_t round = 0;

    do {
        long begin_ns = clock_ns();
        rounds_take(timing, round);
        pace->round_ns = clock_ns() - begin_ns;
        if (timing->launches == 0 && round == 0)
            plan_rounds(timing, pace);
        progress_show(timing);
        round++;
    } while (round < timing->rounds && may_go_on(timing));
}

/* A launch counts when it is whole. But if the time is up within the first one,
 * its first round is better than nothing. */
static void
keep_launch(struct timing *timing, bool whole)
{
    if (!whole && timing->launches > 0)
        return;
    if (!whole)
        timing->rounds = 1;
    size_t kept = 0;
    for (struct series *series = NULL; series_next(timing, &series);) {
        if (!is_live(series) || series->taken < timing->rounds)
            continue;
        series->launches++;
        kept++;
    }
    timing->launches += kept > 0;
}

/* Probes that need long before they can answer (--memory) are waited for, so
 * that it is known how many rounds fit after that. */
static void
await_probes(struct timing *timing)
{
    struct reply reply;

    for (struct series *series = NULL; series_next(timing, &series);)
        if (is_live(series) && may_go_on(timing))
            ask(timing, series, true, 1, &reply);
}

static void
run_launch(struct timing *timing, struct pace *pace)
{
    long begin_ns = clock_ns();

    start_probes(timing);
    if (timing->startup_ns > 0)
        await_probes(timing);
    pace->start_ns = clock_ns() - begin_ns;
    rounds_warm_up(timing);
    if (may_go_on(timing))
        take_rounds(timing, pace);
    bool whole = may_go_on(timing);
    dismiss_all(timing);
    keep_launch(timing, whole);
}

static void
look_at(struct timing *timing, struct pace *pace)
{
    long begin_ns = clock_ns();

    estimate_ratios(timing);
    pace->estimate_ns = clock_ns() - begin_ns;
    pace->looked = timing->launches;
}

/* Looking takes time, and each look is one more chance to stop by luck: so
 * after the first look, the next waits for a quarter more launches. */
static bool
should_look(const struct timing *timing, const struct pace *pace)
{
    size_t next = pace->looked + pace->looked / 4 + 1;

    return timing->launches >= next && (timing->launches >= ENOUGH_LAUNCHES ||
                                           progress_is_on(timing->begin_ns));
}

/* Hand-overs show no such phases and need not wait for them; nor need a run
 * that asks for no ratio. */
static bool
has_spanned(const struct timing *timing)
{
    bool creates = false;

    for (size_t i = 0; i < timing->count; i++)
        creates = creates || !timing->operations[i].switches;
    return !creates || isnan(timing->widest) ||
           clock_ns() - timing->begin_ns >= least_span_ns;
}

/* Is there work, and time for one more launch and for the figures? */
static bool
should_launch(const struct timing *timing, const struct pace *pace)
{
    long rounds = (long)timing->rounds + 1; /* and the warm-up */
    long needed_ns = pace->start_ns + rounds * pace->round_ns;
    bool enough = timing->launches >= ENOUGH_LAUNCHES && timing->reached &&
                  has_spanned(timing);

    return timing->signal == 0 && !enough && count_live(timing) > 0 &&
           clock_ns() + needed_ns + 8 * pace->estimate_ns <= timing->end_ns;
}

static void
refuse_unmeasured(struct timing *timing)
{
    for (struct series *series = NULL; series_next(timing, &series);)
        if (series->launches == 0)
            refuse(series, "%g s were too short: raise --max-seconds",
                timing->options.max_seconds);
}

void
conduct(struct timing *timing)
{
    struct pace pace = {0};

    probes_adopt();
    timing->random.state = (uint64_t)timing->options.seed;
    timing->widest = NAN;
    while (should_launch(timing, &pace)) {
        run_launch(timing, &pace);
        bool few = timing->launches < ENOUGH_LAUNCHES;
        counting_check(timing, few ? few_tolerance : tolerance);
        if (should_look(timing, &pace))
            look_at(timing, &pace);
    }
    probes_bury();
    if (timing->signal == 0) {
        counting_check(timing, tolerance);
        refuse_unmeasured(timing);
        estimate_all(timing);
    }
    progress_clear();
}
