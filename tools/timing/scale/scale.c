#include "scale.h"

#include "../plot/plot.h"
#include "../report/csv.h"
#include "../report/progress.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/stop.h"

const char *const scale_models[SCALE_MODELS] = {"proc", "thread", "coro"};

#define AT(member) offsetof(struct scale, options.member)
static const struct option_row options_table[] = {
    {"max", OPTION_NUMBER, AT(max), "256", 1, 100000,
        .help = "up to how many workers at once"},
    {"cpus", OPTION_TEXT, AT(cpus), .help = "use only these CPUs: 0,2-3"},
    {"max-seconds", OPTION_REAL, AT(max_seconds), "10", 0, 86400,
        .help = "stop after X seconds and at least one launch"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the random order"},
    {"plot", OPTION_FILE, AT(plot), .silent = true, .help = PLOT_HELP},
    {"csv", OPTION_FILE, AT(csv), .silent = true, .help = CSV_HELP},
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

    random_order(random, order, SCALE_MODELS);
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

    random_order(random, order, scale->count);
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

static int
judge(struct scale *scale)
{
    int status = STATUS_CANNOT;
    bool broken = false;

    for (size_t i = 0; i < scale->count; i++)
        for (size_t j = 0; j < SCALE_MODELS; j++) {
            struct cell *cell = &scale->cells[i][j];
            for (enum metric metric = 0; metric < METRICS; metric++)
                cell->figures[metric] = scale_figure(cell, metric);
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
    bool present = false;

    scale.begin_ns = clock_ns();
    options_only(self->page, &scale, argc, argv);
    scale.end_ns = scale.begin_ns + (long)(scale.options.max_seconds * 1e9);
    list_sizes_up_to(&scale);
    if (scale.options.cpus != NULL)
        cpus_only(scale.options.cpus);
    for (size_t i = 0; i < SCALE_MODELS; i++) {
        snprintf(program, sizeof(program), "%s/scale", scale_models[i]);
        present = present || home_has(program);
        for (size_t j = 0; j < scale.count && !home_has(program); j++)
            snprintf(scale.cells[j][i].reason, REASON_BYTES,
                "%s is not here: build it with make", program);
    }
    if (!present)
        die(STATUS_CANNOT, "cannot find the programs to time: build them with "
                           "make");
    plot_need(scale.options.plot);
    csv_need(scale.options.csv);
    stop_hold();
    probes_adopt();
    measure(&scale);
    int status = judge(&scale);
    stop_release(0);
    if (scale.options.json)
        scale_json(stdout, &scale, options_table);
    else
        scale_text(stdout, &scale);
    finish();
    bool written = csv_file(scale.options.csv, scale_csv, &scale);
    bool drawn = plot_file(scale.options.plot, scale_plot, &scale);
    return status == STATUS_HELD && !(drawn && written) ? STATUS_CANNOT
                                                        : status;
}
