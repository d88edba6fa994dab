#include "rounds.h"

#include "asking.h"

enum {
    LEAST_SWITCHES = 16,
    MOST_UNITS = 1000000000,
    MOST_GROWTH = 10,
    LAST = 3
};

/* The noise of the bare calls matters in proportion to their share of the
 * whole. So they get that share of a batch's time, within these limits; and
 * only the least where just ratios are asked for, which are formed without
 * them. */
static const double least_share = 0.05, most_share = 0.5;

/* What a unit takes, by asking for more and more, until they take goal_ns;
 * even, since a hand-over comes with one back; 0 if the probe is gone. It is
 * the median of the last three answers, since one may be disturbed, or lucky:
 * on two cores both workers may happen to be awake. */
static double
calibrate(struct timing *timing, struct series *series, bool bare, double least,
    double goal_ns)
{
    double each_ns[LAST], units = least;
    struct reply reply;

    for (size_t asked = 1; ask(timing, series, bare, (long)units, &reply);
         asked++) {
        each_ns[asked % LAST] = ((double)reply.elapsed_ns + 1) / units;
        if (asked < LAST)
            continue;
        double median_ns = statistics_median(each_ns, LAST);
        double wanted = goal_ns / median_ns;
        bool near = wanted < 2 * units || units >= MOST_UNITS;
        units = fmin(wanted, fmin(units * MOST_GROWTH, MOST_UNITS));
        units = fmax(2 * floor(units / 2), least);
        if (near || !may_go_on(timing))
            return median_ns;
    }
    return 0;
}

double
rounds_goal_ns(const struct operation *operation)
{
    return operation->switches ? 2e5 : 5e5;
}

/* As many units as make a batch take goal_ns, and the bare calls their share.
 */
static void
set_batches(const struct timing *timing, struct series *series, double each_ns,
    double bare_ns)
{
    double goal_ns = rounds_goal_ns(series->operation);
    double most = timing->options.explain ? least_share : most_share;
    double share = fmin(fmax(bare_ns / each_ns, least_share), most);
    double least = series->operation->switches ? LEAST_SWITCHES : 1;

    series->batch =
        lround(fmin(fmax(2 * floor(goal_ns / each_ns / 2), least), MOST_UNITS));
    series->bare = lround(fmax(share * goal_ns / bare_ns, 1));
}

/* The first time, each is asked for more and more; from then on it is known how
 * fast it is when nothing disturbs it. */
static void
warm_up(struct timing *timing, struct series *series)
{
    double goal_ns = rounds_goal_ns(series->operation);
    struct reply reply;

    if (series->bare > 0) {
        set_batches(timing, series, series->fastest, series->fastest_bare);
        if (ask(timing, series, false, series->batch, &reply))
            ask(timing, series, true, series->bare, &reply);
        return;
    }
    double each_ns = calibrate(timing, series, false,
        series->operation->switches ? LEAST_SWITCHES : 1, goal_ns);
    double bare_ns =
        each_ns > 0 ? calibrate(timing, series, true, 1, least_share * goal_ns)
                    : 0;
    if (bare_ns > 0)
        set_batches(timing, series, each_ns, bare_ns);
}

void
rounds_warm_up(struct timing *timing)
{
    for (struct series *series = NULL; series_next(timing, &series);)
        if (is_live(series) && may_go_on(timing))
            warm_up(timing, series);
}

/* What the visits of one round add up to. */
struct tally {
    long units, elapsed_ns, bare_units, bare_elapsed_ns;
};

/* 0 stands for none so far. */
static void
note_fastest(double *fastest, long elapsed_ns, long units)
{
    double each_ns = (double)elapsed_ns / (double)units;

    if (*fastest <= 0 || each_ns < *fastest)
        *fastest = each_ns;
}

static bool
ask_batch(struct timing *timing, struct series *series, struct tally *tally)
{
    struct reply reply;

    if (!ask(timing, series, false, series->batch, &reply))
        return false;
    tally->units += series->batch;
    tally->elapsed_ns += reply.elapsed_ns;
    note_fastest(&series->fastest, reply.elapsed_ns, series->batch);
    series->claimed += series->batch;
    series->counted += reply.counted;
    if (series->operation->switches || reply.counted == series->batch)
        return true;
    refuse(series, "the probe reaped %ld workers of %ld", reply.counted,
        series->batch);
    series->broken = true;
    return false;
}

static bool
ask_bare(struct timing *timing, struct series *series, struct tally *tally)
{
    struct reply reply;

    if (!ask(timing, series, true, series->bare, &reply))
        return false;
    tally->bare_units += series->bare;
    series->bare_counted += reply.counted;
    tally->bare_elapsed_ns += reply.elapsed_ns;
    note_fastest(&series->fastest_bare, reply.elapsed_ns, series->bare);
    return true;
}

/* Batch and bare calls on the way there, the other order on the way back. */
static void
visit(struct timing *timing, struct series *series, bool back,
    struct tally *tally)
{
    if (!is_live(series) || !may_go_on(timing))
        return;
    if (back)
        (void)(ask_bare(timing, series, tally) &&
               ask_batch(timing, series, tally));
    else
        (void)(ask_batch(timing, series, tally) &&
               ask_bare(timing, series, tally));
}

static void
keep_sample(struct series *series, size_t round, const struct tally *tally)
{
    size_t place = series->launches * MAX_ROUNDS + round;
    double raw = (double)tally->elapsed_ns / (double)tally->units;
    double bare = (double)tally->bare_elapsed_ns / (double)tally->bare_units;

    series->raw[place] = raw;
    series->net[place] = raw - bare;
    series->taken++;
}

/* A turn of an operation: each model there, and in reverse order back. */
static void
take_turn(struct timing *timing, struct operation *operation, size_t round)
{
    size_t order[MAX_SERIES], count = operation->count;
    struct tally tallies[MAX_SERIES] = {{0}};

    random_order(&timing->random, order, count);
    for (size_t step = 0; step < 2 * count; step++) {
        bool back = step >= count;
        size_t chosen = order[back ? 2 * count - 1 - step : step];
        visit(timing, &operation->series[chosen], back, &tallies[chosen]);
    }
    for (size_t i = 0; i < count; i++)
        if (is_live(&operation->series[i]) && tallies[i].bare_units > 0)
            keep_sample(&operation->series[i], round, &tallies[i]);
}

void
rounds_take(struct timing *timing, size_t round)
{
    size_t order[MAX_OPERATIONS];

    random_order(&timing->random, order, timing->count);
    for (size_t i = 0; i < timing->count; i++)
        take_turn(timing, &timing->operations[order[i]], round);
}
