/* The pool as a program: its options, and its result. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/scenario.h"

enum { MAX_TASKS = 100000, MAX_ATTEMPTS = 100, MAX_WORK_US = 60000000 };
#define MAX_ROUNDS 1000000000000000L

static const char *const syncs[] = {"sem", "cond", NULL};
static const char *const places[] = {"work", "queue", NULL};

static const struct option_row options_table[] = {
    OPTION("workers", struct pool_options, workers, "3", 1, POOL_MAX_WORKERS,
        .help = "how many the pool has"),
    OPTION("tasks", struct pool_options, tasks, "8", 1, MAX_TASKS,
        .help = "how many are submitted"),
    OPTION("rounds", struct pool_options, rounds, "1000", 1, MAX_ROUNDS,
        .help = "links of a task's chain"),
    OPTION("work-us", struct pool_options, work_us, "10000", 0, MAX_WORK_US,
        .help = "how long a task also waits, as for a disk"),
    OPTION("sync", struct pool_options, sync, pool_default_sync, .words = syncs,
        .help = "what a worker sleeps on"),
    OPTION("crash-task", struct pool_options, crash_task, "0", 0, MAX_TASKS,
        .help = "the task that dies of SIGSEGV; 0: none"),
    OPTION("crash-at", struct pool_options, crash_at, "work", .words = places,
        .help = "amid its work, or holding the queue's lock"),
    OPTION("crash-times", struct pool_options, crash_times, "1", 1,
        MAX_ATTEMPTS, .help = "how many workers it kills before it works"),
    OPTION("attempts", struct pool_options, attempts, "3", 1, MAX_ATTEMPTS,
        .help = "give up a task that has killed N workers"),
    OPTION("fail-task", struct pool_options, fail_task, "0", 0, MAX_TASKS,
        .help = "the task that ends with an error; 0: none"),
    OPTION_EXPECT(
        struct pool_options, .help = "exact: any task lost is status 1"),
    OPTIONS_END(struct pool_options)};

#define OBJECT struct pool_result
static const struct field result_fields[] = {FIELD(results), FIELD(errors),
    FIELD(lost), FIELD(wrong), FIELD(twice), FIELD_AS("workers_died", died),
    FIELD(retried), FIELD(repaired), FIELD(elapsed_ns), FIELD(ok), FIELD(log),
    FIELD(note), FIELDS_END};

static void
check_task(const char *name, long task, long tasks)
{
    if (task > tasks)
        die(STATUS_USAGE, "--%s: invalid value '%ld': there are %ld tasks",
            name, task, tasks);
}

static void
settle(void *from)
{
    const struct pool_options *options = from;

    check_task("crash-task", options->crash_task, options->tasks);
    check_task("fail-task", options->fail_task, options->tasks);
}

static int
run(const void *from, void *into)
{
    const struct pool_options *options = from;
    size_t bytes =
        sizeof(*record) + (size_t)options->tasks * sizeof(struct pool_trace);

    record = memory_shared(bytes);
    record->options = options;
    if (options->crash_task > 0 && !model_dies_alone)
        return crash_run_watched(options, into);
    pool_run(options);
    pool_collect(into);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "pool",
    .question = "Does every task get its result, even when a worker crashes?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct pool_options),
    .result_bytes = sizeof(struct pool_result),
    .variants = {"--sync=sem"},
    .settle = settle,
    .run = run,
    .judge = pool_judge,
};
