/* The counter as a program: its options, and its result. */

#include "counter.h"
#include "counter/parts.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <limits.h>

enum { MAX_GAP_MS = 10000, USUAL_ITERATIONS = 1000000 };
#define MAX_ITERATIONS 1000000000000000L /* 1024 workers' sum fits a long */

_Static_assert(
    MAX_ITERATIONS <= LONG_MAX / COUNTER_MAX_WORKERS, "the sum overflows");

static const char *const syncs[] = {"none", "plain", "atomic", "sem", "mutex",
    "spin", "ticket", "mcs", "local", "futex", "robust", "rwlock", NULL};
static const char *const memories[] = {"shared", "private", NULL};

static const struct option_row options_table[] = {
    OPTION("workers", struct counter_options, workers, "2", 1,
        COUNTER_MAX_WORKERS, .help = "how many run at once"),
    OPTION("iterations", struct counter_options, iterations, NULL, 1,
        MAX_ITERATIONS,
        .help = "how often each adds 1: a million, or once with a gap"),
    OPTION("sync", struct counter_options, sync, counter_default_sync,
        .words = syncs, .help = "what guards an update"),
    OPTION("memory", struct counter_options, memory, "shared",
        .words = memories, .help = "where the counter lies"),
    OPTION("yield-every", struct counter_options, yield_every, "0", 0,
        MAX_ITERATIONS, .help = "updates: yield between read and write"),
    OPTION("gap-ms", struct counter_options, gap_ms, "0", 0, MAX_GAP_MS,
        .help = "from read to write: all read before one writes"),
    OPTION("pin", struct counter_options, pin, .silent = true,
        .help = "worker i stays on the i-th usable CPU"),
    OPTION("witness", struct counter_options, witness, .silent = true,
        .help = "log each update; show two that met"),
    OPTION_EXPECT(
        struct counter_options, .help = "exact: any loss is status 1"),
    OPTIONS_END(struct counter_options)};

static const struct field place_fields[] = {FIELD(struct counter_place, worker),
    FIELD(struct counter_place, iteration), FIELDS_END};

static const struct field witness_fields[] = {
    FIELD(struct counter_witness, value),
    FIELD_IN(struct counter_witness, first, place_fields),
    FIELD_IN(struct counter_witness, second, place_fields), FIELDS_END};

static const struct field result_fields[] = {
    FIELD(struct counter_result, expected),
    FIELD(struct counter_result, actual), FIELD(struct counter_result, lost),
    FIELD(struct counter_result, elapsed_ns),
    FIELD(struct counter_result, address), FIELD(struct counter_result, copies),
    FIELD(struct counter_result, worker_saw), FIELD(struct counter_result, ok),
    FIELD_IN(struct counter_result, witness, witness_fields),
    FIELD(struct counter_result, log), FIELD(struct counter_result, note),
    FIELDS_END};

/* Refuse what would have no effect. */
static void
settle(void *from)
{
    struct counter_options *options = from;
    bool whole = options->sync == COUNTER_PLAIN ||
                 options->sync == COUNTER_ATOMIC ||
                 options->sync == COUNTER_LOCAL;

    if ((options->yield_every > 0 || options->gap_ms > 0) && whole)
        die(STATUS_USAGE,
            "--%s: '%s' has no place between read and write: choose none or a "
            "lock",
            options->gap_ms > 0 ? "gap-ms" : "yield-every",
            syncs[options->sync]);
    if (options->yield_every > 0 && options->gap_ms > 0)
        die(STATUS_USAGE,
            "--yield-every: the sleep of --gap-ms lets the others run as well: "
            "leave one of the two out");
    if (options->iterations == 0)
        options->iterations = options->gap_ms > 0 ? 1 : USUAL_ITERATIONS;
}

static int
run(const void *options, void *result)
{
    counter_run(options);
    counter_collect(result);
    return STATUS_HELD;
}

static const char *const variants[] = {"--sync=none", "--sync=mutex", NULL};

static const char *const step_options[] = {
    "--workers=2", "--iterations=1", "--sync=none", "--expect=exact", NULL};
static const struct stepping stepping = {
    step_options, "actual", "lose an update", "loses an update"};

const struct scenario scenario = {
    .name = "counter",
    .question = "Does every update of a shared counter arrive?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct counter_options),
    .result_bytes = sizeof(struct counter_result),
    .variants = variants,
    .stepping = &stepping,
    .settle = settle,
    .run = run,
    .judge = counter_judge,
};
