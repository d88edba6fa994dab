#define _GNU_SOURCE /* unshare */

#include "switch.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/probe.h"
#include "kit/scenario.h"

#include <sched.h>

/* Untimed turns before the timed ones. Where a set is walked, that is what has
 * to be warm, and two turns see to it, in bare batches for both sets. */
enum { WARM_UP = 10, WARM_UP_WALKING = 2 };

static const char *const steps[] = {"line", "page", NULL};

#define AT(member) offsetof(struct switch_options, member)
static const struct option_row options_table[] = {
    {"count", OPTION_NUMBER, AT(count), "100000", 2, 1000000000,
        .help = "one-way hand-overs; an odd number is rounded up"},
    {"how", OPTION_WORD, AT(how), "sem", .words = baton_ways,
        .help = "by what they hand over"},
    {"cores", OPTION_NUMBER, AT(cores), "1", 1, 2,
        .help = "both on one CPU, or each on its own"},
    {"private", OPTION_FLAG, AT(private),
        .help = "futex, sem, cond of one process only: threads"},
    {"own-files", OPTION_FLAG, AT(own_files),
        .help = "each worker has a file table of its own: unshare"},
    {"working-set", OPTION_BYTES, AT(working_set_bytes), "0", 0, 1L << 30,
        .help = "memory that each walks in its turn"},
    {"walk", OPTION_WORD, AT(walk), "line", .words = steps,
        .help = "each line of 64 bytes, or one line a page"},
    {"common", OPTION_FLAG, AT(common), .help = "both walk the same memory"},
    {"inject", OPTION_NUMBER, AT(inject_ns), "0", 0, 1000000,
        .help = "ns of spinning added to each hand-over"},
    {"inject-syscall", OPTION_FLAG, AT(inject_syscall),
        .help = "one more system call in each hand-over"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {"probe", OPTION_FLAG, AT(probe), .silent = true,
        .help = "answer 'batch N' and 'bare N' on stdin"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct switch_result, member)
static const struct field result_fields[] = {
    {"switches", FIELD_INTEGER, AT(switches), NULL},
    {"elapsed_ns", FIELD_INTEGER, AT(elapsed_ns), NULL},
    {"each_ns", FIELD_REAL, AT(each_ns), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

/* ---- Before the start, and after the end. ---- */

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

/* Say no before anything is taken. */
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
switch_init(struct switch_pair *pair, int sharing)
{
    const struct switch_options *options = pair->options;
    struct switch_memory *memory = pair->memory;

    if (options->cores > cpus_usable())
        die(STATUS_CANNOT, "--cores=2: only one CPU is usable here");
    for (int i = 0; i < SWITCH_WORKERS; i++)
        pair->cpus[i] = cpus_nth(i % (int)options->cores);
    gate_init(&memory->gate, SWITCH_WORKERS, sharing);
    if (options->cores == 1)
        memory->gate.spin = false; /* they will be pinned to one CPU */
    init_sets(pair);
}

void
switch_close(const struct switch_pair *pair)
{
    for (int i = 0; i < SWITCH_WORKERS && !pair->options->common; i++)
        walk_free(&pair->sets[i]);
}

/* ---- Turns: walk, add what is to be added, hand over. ---- */

static const struct inject nothing = {0};

static void
take_turns(const struct switch_pair *pair, int self, long turns,
    const struct inject *added)
{
    for (long i = 0; i < turns; i++) {
        walk_once(&pair->sets[self]);
        inject(added);
        switch_pass(pair, 1 - self);
        switch_await(pair, self);
    }
}

static void
bare_turns(const struct switch_pair *pair, long turns)
{
    for (long i = 0; i < turns; i++) {
        walk_once(&pair->sets[i % 2]);
        inject(&nothing);
        switch_pass(pair, 0);
        switch_await(pair, 0);
    }
}

/* ---- Batches. ---- */

static long
warm_up(const struct switch_pair *pair)
{
    return pair->options->working_set_bytes > 0 ? WARM_UP_WALKING : WARM_UP;
}

static void
bare_batch(const struct switch_pair *pair, long turns)
{
    struct switch_memory *memory = pair->memory;

    bare_turns(pair, warm_up(pair));
    long switches = switch_count(), begin_ns = clock_ns();
    bare_turns(pair, turns);
    memory->elapsed_ns = clock_ns() - begin_ns;
    memory->switches = switch_count() - switches;
}

static void
wake_partner(const struct switch_pair *pair, long turns)
{
    pair->memory->turns = turns;
    switch_wake(pair);
}

static void
lead_batch(const struct switch_pair *pair, long turns)
{
    const struct switch_options *options = pair->options;
    struct switch_memory *memory = pair->memory;

    memory->added = inject_prepare(options->inject_ns, options->inject_syscall);
    wake_partner(pair, turns);
    take_turns(pair, 0, warm_up(pair), &nothing);
    long switches = switch_count(), begin_ns = clock_ns();
    take_turns(pair, 0, turns, &memory->added);
    long end_ns = clock_ns();
    switches = switch_count() - switches;
    /* Once more, untimed: worker 1 has the CPU after its last hand-over, and
     * would otherwise go to sleep for good in worker 0's time. */
    take_turns(pair, 0, 1, &nothing);
    memory->elapsed_ns = end_ns - begin_ns;
    memory->switches = switches + atomic_load(&memory->partner_switches);
}

/* Counted from the first timed turn to the first one after. At either end
 * worker 1 has just been given the CPU, and so its count tells exactly how
 * often it gave it up meanwhile. Just after passing the baton it would not: the
 * kernel may have taken the CPU away at once, or leave it until worker 1
 * sleeps. */
static void
follow_batch(const struct switch_pair *pair, long turns)
{
    struct switch_memory *memory = pair->memory;

    switch_await(pair, 1);
    take_turns(pair, 1, warm_up(pair), &nothing);
    long switches = switch_count();
    take_turns(pair, 1, turns, &memory->added);
    /* Before the last hand-over, after which worker 0 reads it. */
    atomic_store(&memory->partner_switches, switch_count() - switches);
    switch_pass(pair, 0);
}

/* ---- The workers. ---- */

static long
turns_for(long hand_overs)
{
    return (hand_overs + 1) / 2;
}

static int
answer(void *context, const struct probe_request *request,
    struct probe_answer *answered)
{
    const struct switch_pair *pair = context;
    int status = probe_one_way(request);

    if (status != STATUS_HELD)
        return status;
    if (request->bare)
        bare_batch(pair, request->count);
    else
        lead_batch(pair, turns_for(request->count));
    *answered =
        (struct probe_answer){pair->memory->elapsed_ns, pair->memory->switches};
    return STATUS_HELD;
}

static int
lead(const struct switch_pair *pair)
{
    int status = STATUS_HELD;

    if (pair->options->probe)
        status = probe_serve(answer, (void *)pair);
    else
        lead_batch(pair, turns_for(pair->options->count));
    wake_partner(pair, 0);
    return status;
}

static int
follow(const struct switch_pair *pair)
{
    struct switch_memory *memory = pair->memory;

    for (;;) {
        switch_sleep(pair);
        if (memory->turns == 0)
            return STATUS_HELD;
        follow_batch(pair, memory->turns);
    }
}

int
switch_work(const struct switch_pair *pair, int index)
{
    if (pair->options->own_files && unshare(CLONE_FILES) == -1)
        die(STATUS_CANNOT, "unshare: %m: no file table of its own to be had");
    cpus_pin(pair->cpus[index]);
    if (pair->options->working_set_bytes > 0)
        cpus_patient(); /* the walk is long */
    if (!gate_enter(&pair->memory->gate))
        return STATUS_HELD;
    return index == 0 ? lead(pair) : follow(pair);
}

static int
run(const void *options, void *result)
{
    check(options);
    return switch_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct switch_options *options = from;
    struct switch_result *result = into;
    double hand_overs = 2.0 * (double)turns_for(options->count);

    result->each_ns = (double)result->elapsed_ns / hand_overs;
    result->ok = true;
    snprintf(result->note, sizeof(result->note),
        "%.2f switches a hand-over by %s's count; one run is no measurement: "
        "twinlab timing switch",
        (double)result->switches / hand_overs, switch_counter);
    return STATUS_HELD;
}

static int
probe(void *options)
{
    struct switch_result last;

    check(options);
    return switch_run(options, &last);
}

const struct scenario scenario = {
    .name = "switch",
    .question = "What does a hand-over between two workers cost?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct switch_options),
    .result_bytes = sizeof(struct switch_result),
    .run = run,
    .judge = judge,
    .probe = probe,
};
