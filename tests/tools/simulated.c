/* Do the intervals hold the truth as often as they say? Real probes cannot
 * tell, since nobody knows their true cost. So here the timing tool's conductor
 * works, whole and unchanged, with probes whose cost is known, on a clock that
 * is simulated with them: this file stands in for tools/timing/measure/probes.c
 * and for kit/clock.c.
 *
 * A batch takes its units' true cost times the machine's mood, which drifts for
 * all alike, times a factor of the launch and one of the batch, now and then a
 * great one. The logarithms of all factors are symmetric, so that the true
 * ratio of the costs is the median of the measured ratios. Everything is drawn
 * from fixed seeds: the answer is always the same. */

#include "../../tools/timing/measure/conductor.h"
#include "../../tools/timing/measure/estimate.h"
#include "../../tools/timing/measure/operations.h"

#include "../harness/check.h"

#include "kit/clock.h"

#include <string.h>

enum { PROC, THREAD, MODELS_SIMULATED };

/* Standard deviations of the logarithms. */
struct noise {
    double drift;      /* of a slow wave; a random walk comes on top */
    double walk;       /* in each millisecond */
    double launch;     /* from launch to launch */
    double round;      /* from batch to batch */
    double spikes;     /* how often a batch is disturbed: 0.02 is 2 % */
    double spike_size; /* by e to the power of so much, at most */
    double phase;   /* by so much dearer, then cheaper, proc is than thread */
    double dwell_s; /* so long on average in each of these two phases */
    double wander;  /* of creating a proc, from run to run */
};

static const double cost_ns[MODELS_SIMULATED] = {1200, 1000};
static const double bare_ns = 300;

static struct {
    struct noise noise;
    struct random random;
    long now_ns;
    long walked_ns;
    double walk;
    double launch[MODELS_SIMULATED];
    double wander;
    bool dear;         /* the present phase */
    long phase_end_ns; /* and when it ends */
    int phases;        /* how many there were */
} world;

long
clock_ns(void)
{
    return world.now_ns;
}

void
clock_sleep_ns(long ns)
{
    world.now_ns += ns;
}

/* Between 0 and 1. */
static double
uniform(void)
{
    return (double)(random_next(&world.random) >> 11) / 9007199254740992.0;
}

/* Twelve uniform numbers less 6: as good as normal within three deviations. */
static double
normal(void)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += uniform();
    return sum;
}

static double
mood(void)
{
    for (; world.walked_ns < world.now_ns; world.walked_ns += 1000000)
        world.walk = 0.999 * world.walk + world.noise.walk * normal();
    return exp(
        world.walk + world.noise.drift * sin((double)world.now_ns / 3e8));
}

/* Two phases, as of a machine of two speeds: how long each lasts does not
 * depend on how long it has lasted. The logarithm of the factor in force. */
static double
phase(void)
{
    if (world.noise.dwell_s <= 0)
        return 0;
    while (world.now_ns >= world.phase_end_ns) {
        world.dear = world.phases == 0 ? uniform() < 0.5 : !world.dear;
        world.phase_end_ns +=
            lround(-log(1 - uniform()) * world.noise.dwell_s * 1e9);
        world.phases++;
    }
    return world.dear ? world.noise.phase : -world.noise.phase;
}

void
probes_adopt(void)
{
}

void
probes_bury(void)
{
}

bool
probe_start(
    struct probe *probe, const char *program, const char *const *arguments)
{
    int model = strcmp(program, "proc") == 0 ? PROC : THREAD;

    (void)arguments;
    *probe = (struct probe){.id = 1 + model};
    world.launch[model] = exp(world.noise.launch * normal());
    world.now_ns += 1000000;
    return true;
}

int
probes_end(struct probe **probes, size_t count, bool gently)
{
    (void)gently;
    for (size_t i = 0; i < count; i++)
        probes[i]->id = 0;
    world.now_ns += 1000000;
    return 0;
}

struct reply
probe_ask(struct probe *probe, bool bare, long count, const char *way,
    long patience_ns)
{
    int model = probe->id - 1;
    double each_ns = bare ? bare_ns : cost_ns[model];
    double factor = world.launch[model] * exp(world.noise.round * normal());

    (void)way;
    (void)patience_ns;
    if (!bare)
        factor *=
            exp(model == PROC ? phase() / 2 + world.wander : -phase() / 2);
    if (uniform() < world.noise.spikes)
        factor *= exp(world.noise.spike_size * uniform());
    long elapsed_ns = lround(each_ns * (double)count * factor * mood());
    world.now_ns += elapsed_ns + 30000; /* and to ask and answer */
    return (struct reply){.kind = REPLY_ANSWER,
        .elapsed_ns = elapsed_ns,
        .counted = bare ? 0 : count};
}

/* One run of the timing tool: what it found out about proc against thread. */
static struct timing *
measure(const struct noise *noise, double max_seconds, double precision,
    uint64_t seed)
{
    bool creates = noise->dwell_s > 0 || noise->wander > 0;

    static struct timing timing;

    memset(&world, 0, sizeof(world));
    world.noise = *noise;
    world.random.state = seed;
    world.wander = noise->wander * normal();
    memset(&timing, 0, sizeof(timing));
    timing.options.precision = precision;
    timing.options.max_seconds = max_seconds;
    timing.options.seed = (long)seed;
    timing.end_ns = (long)(max_seconds * 1e9);
    struct operation *operation =
        operation_add(&timing, 1, !creates, "simulated/one-core");
    timing.host_count = MODELS_SIMULATED;
    strcpy(timing.hosts[PROC].program, "proc");
    strcpy(timing.hosts[THREAD].program, "thread");
    series_add(operation, &timing.hosts[PROC], "proc", "proc", "");
    series_add(operation, &timing.hosts[THREAD], "thread", "thread", "");
    operation->base = THREAD;
    comparisons_to_base(&timing, operation);
    conduct(&timing);
    return &timing;
}

/* In so many of a hundred runs the interval should hold the truth; the nominal
 * share is 95. */
static const double least_share = 0.93;

/* Under a sanitizer all is slower, and the share is no other. */
enum { RUNS = UNDER_SANITIZER ? 100 : 1000 };

static void
check_coverage(const char *what, const struct noise *noise, double max_seconds)
{
    const double truth = cost_ns[PROC] / cost_ns[THREAD];
    double width = 0, launches = 0;
    int held = 0, wrong = 0;

    for (int run = 0; run < RUNS; run++) {
        struct timing *timing =
            measure(noise, max_seconds, 2, (uint64_t)run * 7919 + 1);
        const struct comparison *found = &timing->comparisons[0];
        held += found->ratio.low <= truth && truth <= found->ratio.high;
        wrong += strcmp(estimate_verdict(found), "faster") == 0;
        width += found->width / RUNS;
        launches += (double)timing->launches / RUNS;
        operations_free(timing);
    }
    printf("\n    %s: %d of %d hold the truth; +-%.1f %%, %.0f launches ...",
        what, held, RUNS, width, launches);
    CU_ASSERT(held >= least_share * RUNS - (RUNS < 1000 ? 4 : 0));
    CU_ASSERT(wrong <= RUNS / 100); /* it is slower, in truth */
}

/* Do the intervals hold the truth, however the machine behaves? */
TEST(truth_is_covered)
{
    static const struct {
        const char *what;
        struct noise noise;
        double max_seconds;
    } rows[] = {
        /* Where the speed of the machine drifts most? */
        {"drift", {0.2, 0.02, 0.005, 0.01, 0, 0, 0, 0, 0}, 2},
        /* Where launches differ most from each other? */
        {"launches", {0.02, 0.002, 0.08, 0.01, 0, 0, 0, 0, 0}, 2},
        /* Where batches differ most from each other, with large disturbances?
         */
        {"rounds", {0.02, 0.002, 0.002, 0.1, 0.05, 3, 0, 0, 0}, 2},
        /* Where everything is bad at once? */
        {"all", {0.2, 0.02, 0.05, 0.1, 0.05, 3, 0, 0, 0}, 2},
        /* Where it stops early because the precision is reached, and so might
         * stop by chance? */
        {"early", {0.05, 0.005, 0.02, 0.02, 0.01, 2, 0, 0, 0}, 10},
        /* Where there is time for only a few launches? */
        {"few", {0.05, 0.005, 0.05, 0.05, 0.02, 2, 0, 0, 0}, 0.022},
        /* Where the machine has two phases, in one of which proc costs a sixth
         * more? */
        {"phases of 0.05 s", {0.02, 0.002, 0.01, 0.02, 0.01, 2, 0.08, 0.05, 0},
            2},
        {"phases of 0.5 s", {0.02, 0.002, 0.01, 0.02, 0.01, 2, 0.08, 0.5, 0},
            2},
        /* Where creations cost one minute what they do not cost the next? */
        {"wandering", {0.02, 0.002, 0.01, 0.02, 0.01, 2, 0, 0, 0.012}, 2},
    };

    for (int i = 0; i < COUNT(rows); i++)
        check_coverage(rows[i].what, &rows[i].noise, rows[i].max_seconds);
}

/* Where a phase lasts longer than the run: is only one phase seen, and does the
 * interval hold the true value of that one? */
TEST(long_phase_is_covered_alone)
{
    const struct noise noise = {0.02, 0.002, 0.01, 0.02, 0.01, 2, 0.08, 5, 0};
    const double truth = cost_ns[PROC] / cost_ns[THREAD];
    int alone = 0, seen_alone = 0, held = 0;

    for (int run = 0; run < RUNS; run++) {
        struct timing *timing = measure(&noise, 2, 2, (uint64_t)run * 7919 + 1);
        const struct comparison *found = &timing->comparisons[0];
        double true_now = truth * exp(phase());
        if (world.phases == 1) {
            alone++;
            seen_alone += !found->phases;
            held +=
                found->ratio.low <= true_now && true_now <= found->ratio.high;
        }
        operations_free(timing);
    }
    printf("\n    in one phase: %d of %d hold its truth; %d say that it is one "
           "...",
        held, alone, seen_alone);
    CU_ASSERT(alone > RUNS / 2);
    CU_ASSERT(held >= least_share * alone);
    CU_ASSERT(seen_alone >= least_share * alone);
}

/* Does the same seed give the same result, and another seed another? */
TEST(seed_decides)
{
    const struct noise noise = {0.1, 0.01, 0.05, 0.05, 0.02, 2, 0, 0, 0};
    struct figure ratios[3];

    for (int i = 0; i < 3; i++) {
        struct timing *timing = measure(&noise, 1, 2, i == 2 ? 8 : 7);
        ratios[i] = timing->comparisons[0].ratio;
        operations_free(timing);
    }
    CU_ASSERT(memcmp(&ratios[0], &ratios[1], sizeof(ratios[0])) == 0);
    CU_ASSERT(
        ratios[0].value < ratios[2].value || ratios[0].value > ratios[2].value);
}

/* Without any noise, is the true value found, to within rounding, and at once?
 */
TEST(truth_is_found_without_noise)
{
    const struct noise none = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    struct timing *timing = measure(&none, 10, 2, 1);
    const struct comparison *found = &timing->comparisons[0];

    CU_ASSERT_DOUBLE_EQUAL(found->ratio.value, 1.2, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(found->ratio.low, 1.2, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(found->ratio.high, 1.2, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(found->difference.value, 200, 1);
    CU_ASSERT_DOUBLE_EQUAL(found->of->net_ns.value, 900, 1);
    CU_ASSERT_DOUBLE_EQUAL(found->to->net_ns.value, 700, 1);
    CU_ASSERT(timing->reached);
    CU_ASSERT_EQUAL(timing->launches, 12);
    operations_free(timing);
}

/* Are creations, which have phases, measured for two seconds, however soon the
 * ratio is precise? */
TEST(creations_span_two_seconds)
{
    const struct noise none = {0, 0, 0, 0, 0, 0, 0, 1, 0};
    struct timing *timing = measure(&none, 10, 2, 1);

    CU_ASSERT(timing->reached);
    CU_ASSERT(2e9 <= world.now_ns && world.now_ns < 3e9);
    operations_free(timing);
}

/* With too little time for two launches: is there a ratio, but no verdict,
 * since that would need an interval? */
TEST(one_launch_gives_no_verdict)
{
    const struct noise noise = {0, 0, 0.02, 0.02, 0, 0, 0, 0, 0};
    struct timing *timing = measure(&noise, 0.006, 2, 1);
    const struct comparison *found = &timing->comparisons[0];

    CU_ASSERT_EQUAL(timing->launches, 1);
    CU_ASSERT(isnan(found->ratio.low) && isnan(found->ratio.high));
    CU_ASSERT_FALSE(timing->reached);
    CU_ASSERT_STRING_EQUAL(estimate_verdict(found), "none");
    operations_free(timing);
}

/* Where two launches have next to nothing in common: is there no interval, and
 * none whose ends are days apart? */
TEST(interval_that_says_nothing_is_none)
{
    const struct noise noise = {0, 0, 3, 0.02, 0, 0, 0, 0, 0};
    int none = 0;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct timing *timing = measure(&noise, 0.02, 2, seed);
        const struct figure *ratio = &timing->comparisons[0].ratio;
        CU_ASSERT(isnan(ratio->low) || ratio->high < 2e6 * ratio->low);
        none += timing->launches > 1 && isnan(ratio->low);
        operations_free(timing);
    }
    CU_ASSERT(none > 0);
}
