/* The switch as a program: its options, its result, and what it needs before
 * the start. */

#include "switch.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/model.h"
#include "kit/scenario.h"

static const char *const steps[] = {"line", "page", NULL};

static const struct option_row options_table[] = {
    OPTION("count", struct switch_options, count, "100000", 2, 1000000000,
        .help = "one-way hand-overs; an odd number is rounded up"),
    OPTION("how", struct switch_options, how, "sem", .words = baton_ways,
        .help = "how they hand over"),
    OPTION("cores", struct switch_options, cores, "1", 1, 2,
        .help = "both on one CPU, or each on its own"),
    OPTION("private", struct switch_options, private,
        .help = "futex, sem, cond of one process only: threads"),
    OPTION("own-files", struct switch_options, own_files,
        .help = "each worker has a file table of its own: unshare"),
    OPTION_SIZE("working-set", struct switch_options, working_set_bytes, "0", 0,
        1L << 30, .help = "memory that each walks in its turn"),
    OPTION("walk", struct switch_options, walk, "line", .words = steps,
        .help = "each line of 64 bytes, or one line a page"),
    OPTION("common", struct switch_options, common,
        .help = "both walk the same memory"),
    OPTION("inject", struct switch_options, inject_ns, "0", 0, 1000000,
        .help = "ns of spinning added to each hand-over"),
    OPTION("inject-syscall", struct switch_options, inject_syscall,
        .help = "one more system call in each hand-over"),
    OPTION_PROBE(struct switch_options), OPTIONS_END(struct switch_options)};

#define OBJECT struct switch_result
static const struct field result_fields[] = {FIELD(switches), FIELD(elapsed_ns),
    FIELD(each_ns), FIELD(ok), FIELD(note), FIELDS_END};

static size_t
set_bytes(const struct switch_options *options)
{
    return (size_t)options->working_set_bytes;
}

size_t
switch_bytes(const struct switch_options *options)
{
    size_t common = options->common ? walk_room(set_bytes(options)) : 0;

    return walk_room(sizeof(struct switch_memory)) + common;
}

/* Refuse before anything is allocated. */
static void
check(const struct switch_options *options)
{
    bool by_futex = options->how == BATON_FUTEX || options->how == BATON_SEM ||
                    options->how == BATON_COND;
    /* For bare batches, where worker 0 walks both sets: a process then has
     * pages of its own for the second one, too. */
    int sets = options->common ? 1 : options->probe ? 3 : 2;

    if (options->private && !by_futex)
        die(STATUS_USAGE,
            "--private: it makes no difference to '%s': choose one of futex "
            "sem cond",
            baton_ways[options->how]);
    memory_need((double)options->working_set_bytes * sets, "--working-set",
        "ask for a smaller one");
}

static void
init_sets(struct switch_pair *pair)
{
    const struct switch_options *options = pair->options;
    char *common =
        (char *)pair->memory + walk_room(sizeof(struct switch_memory));

    for (int i = 0; i < SWITCH_WORKERS; i++)
        if (options->common)
            walk_over(&pair->sets[i], common, set_bytes(options),
                (enum walk_step)options->walk);
        else
            walk_new(&pair->sets[i], set_bytes(options),
                (enum walk_step)options->walk);
}

void
switch_init(struct switch_pair *pair, const struct switch_options *options,
    struct switch_memory *memory, int sharing)
{
    pair->options = options;
    pair->memory = memory;
    if (options->cores > cpus_usable())
        die(STATUS_CANNOT, "--cores=2: only one CPU is usable here");
    for (int i = 0; i < SWITCH_WORKERS; i++)
        pair->cpus[i] = cpus_nth(i % (int)options->cores);
    gate_init(&memory->gate, SWITCH_WORKERS, sharing);
    if (options->cores == 1)
        memory->gate.spin = false; /* they will be pinned to one CPU */
    init_sets(pair);
}

static int
run(const void *options, void *result)
{
    check(options);
    switch_run(options, result);
    return STATUS_HELD;
}

static int
judge(const void *from, void *into)
{
    const struct switch_options *options = from;
    struct switch_result *result = into;
    double hand_overs = 2.0 * (double)((options->count + 1) / 2);

    result->each_ns = (double)result->elapsed_ns / hand_overs;
    result->ok = true;
    snprintf(result->note, sizeof(result->note),
        "%.2f switches a hand-over by %s's count; one run is no measurement: "
        "twinlab timing switch",
        (double)result->switches / hand_overs, model_switch_counter);
    return STATUS_HELD;
}

static int
probe(void *options)
{
    struct switch_result last = {0};

    check(options);
    switch_run(options, &last);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "switch",
    .question = "What does a hand-over between two workers cost?",
    SCENARIO_OF(struct switch_options, struct switch_result),
    .run = run,
    .judge = judge,
    .probe = probe,
};
