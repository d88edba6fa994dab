#include "scale.h"

#include "../plot/plot.h"
#include "../report/progress.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/stop.h"

#include <string.h>

const char *const scale_metrics[METRICS] = {
    "create_last_ns", "switch_each_ns", "kernel_bytes_each", "user_bytes_each"};

static const char *const models[SCALE_MODELS] = {"proc", "thread", "coro"};

#define AT(member) offsetof(struct scale, options.member)
static const struct option_row options_table[] = {
    {"max", OPTION_NUMBER, AT(max), "256", 1, 100000,
        .help = "up to how many workers at once"},
    {"cpus", OPTION_TEXT, AT(cpus), .help = "use only these CPUs: 0,2-3"},
    {"max-seconds", OPTION_REAL, AT(max_seconds), "10", 0, 86400,
        .help = "stop after X seconds and at least one launch"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the random order"},
    {"plot", OPTION_TEXT, AT(plot), .silent = true, .help = PLOT_HELP},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object, with every sample"},
    {.name = NULL}};
#undef AT

const struct option_page scale_page = {
    .usage = "[options]",
    .question = "What does the N-th worker cost: to create, in memory, and to "
                "switch among N?",
    .table = options_table,
};

static void
list_sizes_up_to(struct scale *scale)
{
    for (long size = 1; size < scale->options.max; size *= 2)
        scale->sizes[scale->count++] = size;
    scale->sizes[scale->count++] = scale->options.max;
}

/* The first launch is made however long it takes. */
static void
show(const struct scale *scale, size_t size)
{
    char what[64];

    snprintf(what, sizeof(what), "launch %zu, %ld workers", scale->launches + 1,
        scale->sizes[size]);
    progress_tell(
        scale->begin_ns, scale->launches > 0 ? scale->end_ns : 0, what);
}

/* A number of workers in each model, there and back. */
static void
take_turn(struct scale *scale, size_t size, struct random *random)
{
    size_t order[SCALE_MODELS];

    for (size_t i = 0; i < SCALE_MODELS; i++)
        order[i] = i;
    random_shuffle(random, order, SCALE_MODELS);
    for (size_t i = 0; i < 2 * SCALE_MODELS; i++) {
        show(scale, size);
        size_t model = order[i < SCALE_MODELS ? i : 2 * SCALE_MODELS - 1 - i];
        if (scale->cells[size][model].reason[0] == '\0')
            scale_run(scale, size, model);
    }
}

static void
launch_all(struct scale *scale, struct random *random)
{
    size_t order[MOST_SCALE_SIZES];

    for (size_t i = 0; i < scale->count; i++)
        order[i] = i;
    random_shuffle(random, order, scale->count);
    for (size_t i = 0; i < scale->count; i++)
        take_turn(scale, order[i], random);
}

/* As many launches as fit, and one in any case. A launch makes two runs of
 * each cell. */
static void
measure(struct scale *scale)
{
    struct random random = {(uint64_t)scale->options.seed};
    long launch_ns = 0;

    do {
        long begin_ns = clock_ns();
        launch_all(scale, &random);
        scale->launches++;
        launch_ns = clock_ns() - begin_ns;
    } while (clock_ns() + launch_ns < scale->end_ns &&
             2 * scale->launches + 2 <= MOST_SCALE_RUNS);
    progress_clear();
}

/* Of the runs that have the metric. */
static struct figure
find_figure(const struct cell *cell, enum metric metric)
{
    double values[MOST_SCALE_RUNS];
    struct samples samples = {values, 0, 1};
    struct random random = {1};

    for (size_t i = 0; i < cell->runs; i++)
        if (!isnan(cell->values[metric][i]))
            values[samples.launches++] = cell->values[metric][i];
    struct interval interval = statistics_interval(&samples, 999, &random);
    return (struct figure){statistics_median(values, samples.launches),
        interval.low, interval.high};
}

static bool
has_metric(
    const struct scale *scale, size_t size, size_t model, enum metric metric)
{
    return !isnan(scale->cells[size][model].figures[metric].value);
}

struct figure
scale_growth(const struct scale *scale, size_t model, enum metric metric,
    long *first, long *last)
{
    double values[MOST_SCALE_RUNS];
    struct samples samples = {values, 0, 1};
    struct random random = {1};
    size_t low = 0, high = scale->count - 1;

    while (low < high && !has_metric(scale, low, model, metric))
        low++;
    while (high > low && !has_metric(scale, high, model, metric))
        high--;
    if (low == high)
        return (struct figure){NAN, NAN, NAN};
    *first = scale->sizes[low];
    *last = scale->sizes[high];
    const struct cell *few = &scale->cells[low][model];
    const struct cell *many = &scale->cells[high][model];
    for (size_t i = 0; i < few->runs && i < many->runs; i++) {
        double ratio = many->values[metric][i] / few->values[metric][i];
        if (ratio > 0 && isfinite(ratio))
            values[samples.launches++] = log(ratio);
    }
    struct interval interval = statistics_interval(&samples, 999, &random);
    return (struct figure){exp(statistics_median(values, samples.launches)),
        exp(interval.low), exp(interval.high)};
}

static int
judge(struct scale *scale)
{
    int status = STATUS_CANNOT;
    bool broken = false;

    for (size_t i = 0; i < scale->count; i++)
        for (size_t j = 0; j < SCALE_MODELS; j++) {
            struct cell *cell = &scale->cells[i][j];
            for (enum metric metric = 0; metric < METRICS; metric++)
                cell->figures[metric] = find_figure(cell, metric);
            broken = broken || cell->broken;
            if (cell->runs > 0)
                status = STATUS_HELD;
        }
    return broken ? STATUS_BROKEN : status;
}

int
scale_main(const struct subcommand *self, int argc, char **argv)
{
    static struct scale scale;
    char program[32];

    scale.begin_ns = clock_ns();
    options_only(self->page, &scale, argc, argv);
    scale.end_ns = scale.begin_ns + (long)(scale.options.max_seconds * 1e9);
    memcpy(scale.models, models, sizeof(models));
    list_sizes_up_to(&scale);
    if (scale.options.cpus != NULL)
        cpus_only(scale.options.cpus);
    for (size_t i = 0; i < SCALE_MODELS; i++) {
        snprintf(program, sizeof(program), "%s/scale", models[i]);
        for (size_t j = 0; j < scale.count && !home_has(program); j++)
            snprintf(scale.cells[j][i].reason, REASON_BYTES,
                "%s is not here: build it with make", program);
    }
    plot_need(scale.options.plot);
    stop_hold();
    probes_adopt();
    measure(&scale);
    int status = judge(&scale);
    if (scale.options.json)
        scale_json(stdout, &scale, options_table);
    else
        scale_text(stdout, &scale);
    stop_release(0);
    finish();
    if (scale.options.plot == NULL)
        return status;
    FILE *script = plot_begin(scale.options.plot);
    scale_plot(script, &scale);
    bool drawn = plot_end(scale.options.plot, script);
    return status == STATUS_HELD && !drawn ? STATUS_CANNOT : status;
}
