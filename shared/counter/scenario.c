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
        MAX_ITERATIONS,
        .help = "yield between read and write, every N updates"),
    OPTION("gap-ms", struct counter_options, gap_ms, "0", 0, MAX_GAP_MS,
        .help = "from read to write: all read before one writes"),
    OPTION("pin", struct counter_options, pin, .silent = true,
        .help = "worker i stays on the i-th usable CPU"),
    OPTION("witness", struct counter_options, witness, .silent = true,
        .help = "log each update; show two that met"),
    OPTION_EXPECT(
        struct counter_options, .help = "exact: any loss is status 1"),
    OPTIONS_END(struct counter_options)};

#define OBJECT struct counter_place
static const struct field place_fields[] = {
    FIELD(worker), FIELD(iteration), FIELDS_END};

#undef OBJECT
#define OBJECT struct counter_witness
static const struct field witness_fields[] = {FIELD(value),
    FIELD_IN(first, place_fields), FIELD_IN(second, place_fields), FIELDS_END};

#undef OBJECT
#define OBJECT struct counter_result
static const struct field result_fields[] = {FIELD(expected), FIELD(actual),
    FIELD(lost), FIELD(elapsed_ns), FIELD(address), FIELD(copies),
    FIELD(worker_saw), FIELD(ok), FIELD_IN(witness, witness_fields), FIELD(log),
    FIELD(note), FIELDS_END};

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

const struct scenario scenario = {
    .name = "counter",
    .question = "Does every update of a shared counter arrive?",
    SCENARIO_OF(struct counter_options, struct counter_result),
    .variants = {"--sync=none", "--sync=mutex"},
    .stepping = {{"--workers=2", "--iterations=1", "--sync=none",
                     "--expect=exact"},
        "actual", "lose an update", "loses an update"},
    .settle = settle,
    .run = run,
    .judge = counter_judge,
};
