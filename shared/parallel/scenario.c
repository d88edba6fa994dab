/* Parallel as a program: its options, and its result. */

#include "parallel.h"
#include "parallel/parts.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/scenario.h"

enum { MAX_WORK_MS = 3600000 };

const char *const parallel_works[] = {"cpu", "io", NULL};
static const char *const cpus[] = {"one", "all", NULL};

static const struct option_row options_table[] = {
    OPTION("workers", struct parallel_options, workers, "4", 1,
        PARALLEL_MAX_WORKERS, .help = "how many workers, and tasks"),
    OPTION("work-ms", struct parallel_options, work_ms, "20", 1, MAX_WORK_MS,
        .help = "how long one task takes"),
    OPTION("yield-ms", struct parallel_options, yield_ms, "0", 0, MAX_WORK_MS,
        .help = "yield after this long; 0: never"),
    OPTION("cpus", struct parallel_options, cpus, "all", .words = cpus,
        .help = "where the workers may run"),
    OPTION("rounds", struct parallel_options, rounds, "3", 1,
        PARALLEL_MAX_ROUNDS, .help = "pairs of runs: one worker, and all"),
    OPTION("work", struct parallel_options, work, "cpu",
        .words = parallel_works, .silent = true,
        .help = "a task computes, or waits"),
    OPTION("interpreter-lock", struct parallel_options, interpreter_lock,
        .silent = true, .help = "a lock like Python's, for each process"),
    OPTION("table", struct parallel_options, table, .silent = true,
        .help = "both kinds of work, with and without the lock"),
    OPTION("cpython", struct parallel_options, cpython, .silent = true,
        .help = "the same in Python, too, by python3"),
    OPTIONS_END(struct parallel_options)};

#define OBJECT struct parallel_figure
static const struct field figure_fields[] = {
    FIELD(median), FIELD(low), FIELD(high), FIELDS_END};

#undef OBJECT
#define OBJECT struct parallel_cpython
static const struct field cpython_fields[] = {
    FIELD(version), FIELD(module), FIELD(gil), FIELD(sums_right), FIELDS_END};

/* clang-format off */
#define FIGURE(name, member)                                                   \
    {name, FIELD_OBJECT, offsetof(OBJECT, member), figure_fields}
/* clang-format on */

#undef OBJECT
#define OBJECT struct parallel_result
static const struct field result_fields[] = {FIELD_AS("work", works),
    FIELD_AS("interpreter_lock", lock), FIELD(usable_cpus), FIELD(tasks),
    FIELD(done), FIELD(most_running), FIELD(most_waiting), FIELD(most_holders),
    FIELD(handovers), FIELD(requests), FIELD(elapsed_ns), FIELD(one_worker_ns),
    FIGURE("cpu_speed_up", speed_ups[PARALLEL_CPU][0]),
    FIGURE("cpu_lock_speed_up", speed_ups[PARALLEL_CPU][1]),
    FIGURE("io_speed_up", speed_ups[PARALLEL_IO][0]),
    FIGURE("io_lock_speed_up", speed_ups[PARALLEL_IO][1]),
    FIGURE("cpython_cpu", cpython_speed_ups[PARALLEL_CPU]),
    FIGURE("cpython_io", cpython_speed_ups[PARALLEL_IO]),
    FIELD_IN(cpython, cpython_fields), FIELD(ok), FIELD(picture), FIELD(note),
    FIELDS_END};

static int
run(const void *from, void *into)
{
    const struct parallel_options *options = from;
    struct parallel_result *result = into;

    timeline_need();
    if (options->cpus == PARALLEL_ONE)
        cpus_pin(cpus_nth(0)); /* the workers inherit it */
    result->usable_cpus = cpus_usable();
    if (options->cpython) {
        int status = parallel_run_cpython(options, result);
        if (status != STATUS_HELD)
            return status;
    }
    parallel_measure(options, result);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "parallel",
    .question = "What do N workers gain over one?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct parallel_options),
    .result_bytes = sizeof(struct parallel_result),
    .variants = {"--cpus=one", "--cpus=all"},
    .run = run,
    .judge = parallel_judge,
};
