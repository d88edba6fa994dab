#include "counter.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/scenario.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 1024, MAX_GAP_MS = 10000, SPINS_BEFORE_YIELD = 100 };
enum { USUAL_ITERATIONS = 1000000, NS_PER_MS = 1000000 };
#define MAX_ITERATIONS 1000000000000000L /* 1024 workers' sum fits a long */

_Static_assert(MAX_ITERATIONS <= LONG_MAX / MAX_WORKERS, "the sum overflows");

static const char *const syncs[] = {
    "none", "plain", "atomic", "sem", "mutex", "spin", "local", NULL};
static const char *const memories[] = {"shared", "private", NULL};
static const char *const expectations[] = {"lesson", "exact", NULL};

#define AT(member) offsetof(struct counter_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "2", 1, MAX_WORKERS,
        .help = "how many run at once"},
    {"iterations", OPTION_NUMBER, AT(iterations), NULL, 1, MAX_ITERATIONS,
        .help = "how often each adds 1: a million, or once with a gap"},
    {"sync", OPTION_WORD, AT(sync), counter_default_sync, .words = syncs,
        .help = "what guards an update"},
    {"memory", OPTION_WORD, AT(memory), "shared", .words = memories,
        .help = "where the counter lies"},
    {"yield-every", OPTION_NUMBER, AT(yield_every), "0", 0, MAX_ITERATIONS,
        .help = "updates: yield between read and write"},
    {"gap-ms", OPTION_NUMBER, AT(gap_ms), "0", 0, MAX_GAP_MS,
        .help = "from read to write: all read before one writes"},
    {"pin", OPTION_FLAG, AT(pin), .silent = true,
        .help = "worker i stays on the i-th usable CPU"},
    {"witness", OPTION_FLAG, AT(witness), .silent = true,
        .help = "log each update; show two that met"},
    {"expect", OPTION_WORD, AT(expect), "lesson", .words = expectations,
        .silent = true, .help = "exact: any loss is status 1"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct counter_place, member)
static const struct field place_fields[] = {
    {"worker", FIELD_INTEGER, AT(worker), NULL},
    {"iteration", FIELD_INTEGER, AT(iteration), NULL}, {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct counter_witness, member)
static const struct field witness_fields[] = {
    {"value", FIELD_INTEGER, AT(value), NULL},
    {"first", FIELD_OBJECT, AT(first), place_fields},
    {"second", FIELD_OBJECT, AT(second), place_fields}, {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct counter_result, member)
static const struct field result_fields[] = {
    {"expected", FIELD_INTEGER, AT(expected), NULL},
    {"actual", FIELD_INTEGER, AT(actual), NULL},
    {"lost", FIELD_INTEGER, AT(lost), NULL},
    {"elapsed_ns", FIELD_INTEGER, AT(elapsed_ns), NULL},
    {"address", FIELD_ADDRESS, AT(address), NULL},
    {"copies", FIELD_INTEGER, AT(copies), NULL},
    {"worker_saw", FIELD_INTEGER, AT(worker_saw), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL},
    {"witness", FIELD_OBJECT, AT(witness), witness_fields},
    {"log", FIELD_LINES, AT(log), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

size_t
counter_memory_bytes(const struct counter_options *options)
{
    size_t bytes = sizeof(struct counter_memory);

    if (!options->witness)
        return bytes;
    /* The search needs a word more for each value. */
    size_t update_bytes = sizeof(struct counter_update);
    size_t updates = (size_t)(options->workers * options->iterations);
    memory_need((double)updates * (double)(update_bytes + sizeof(long)),
        "--witness", "ask for fewer --iterations");
    return bytes + updates * update_bytes;
}

void
counter_memory_init(struct counter_memory *memory,
    const struct counter_options *options, int sharing)
{
    gate_init(&memory->gate, (int)options->workers, sharing);
    atomic_flag_clear(&memory->spin);
    atomic_init(&memory->value, 0);
    diary_begin(&memory->diary);
    diary_write(&memory->diary, "Testing update. Starting value is 0.");
}

/* The race, made defined: two relaxed accesses, each whole, but nothing
 * between them keeps another worker out. The empty asm takes the value through
 * a register: without it clang folds the two into one addq, which loses
 * nothing on one core. */
static long
add_none(atomic_long *value)
{
    long seen = atomic_load_explicit(value, memory_order_relaxed);

    __asm__ volatile("" : "+r"(seen));
    atomic_store_explicit(value, seen + 1, memory_order_relaxed);
    return seen;
}

/* As one would write it, which is undefined between workers: a data race, and
 * ThreadSanitizer says so. volatile keeps the loop from becoming one add. */
static long
add_plain(atomic_long *value)
{
    return (*(volatile long *)value)++;
}

/* One indivisible step. Relaxed is enough: nothing else is published by the
 * counter, and the starter reads it after it has waited for the workers. */
static long
add_atomic(atomic_long *value, long amount)
{
    return atomic_fetch_add_explicit(value, amount, memory_order_relaxed);
}

/* The same update as add_none, but the others run in the middle of it. A
 * function of its own: or compilers let the two share the load, and add_none
 * has a branch in its middle. */
__attribute__((noinline)) static long
add_yielding(atomic_long *value)
{
    long seen = atomic_load_explicit(value, memory_order_relaxed);

    counter_yield();
    atomic_store_explicit(value, seen + 1, memory_order_relaxed);
    return seen;
}

/* --gap-ms: one line of the log. */
static void
tell(const struct counter *counter, int worker, const char *what)
{
    diary_write(&counter->memory->diary, "%s %d: %s", counter_worker_noun,
        worker, what);
}

/* The same once more, as slow as a database. Nobody writes before all have
 * read: they meet in between, so that it does not depend on how long the sleep
 * is. Under a guard they must not wait for each other: nobody else can read
 * before the one inside has written. */
static long
add_slowly(const struct counter *counter, int worker)
{
    char line[64];
    long local_copy =
        atomic_load_explicit(counter->value, memory_order_relaxed);

    snprintf(line, sizeof(line), "local copy is %ld, and sleeps", local_copy);
    tell(counter, worker, line);
    if (counter->options->sync == COUNTER_NONE)
        counter_meet(counter);
    counter_sleep_ns(counter->options->gap_ms * NS_PER_MS);
    snprintf(line, sizeof(line), "writes %ld back", local_copy + 1);
    tell(counter, worker, line);
    atomic_store_explicit(counter->value, local_copy + 1, memory_order_relaxed);
    return local_copy;
}

/* What comes between read and write, and who does it. */
enum between { NOTHING, YIELD, GAP };

struct turn {
    enum between between;
    int worker;
};

static long
add(const struct counter *counter, const struct turn *turn)
{
    switch (turn->between) {
    case YIELD:
        return add_yielding(counter->value);
    case GAP:
        return add_slowly(counter, turn->worker);
    case NOTHING:
        break;
    }
    return add_none(counter->value);
}

static long
add_locked(const struct counter *counter, const struct turn *turn)
{
    counter_lock(counter);
    long seen = add(counter, turn);
    counter_unlock(counter);
    return seen;
}

/* Acquire: no access of ours moves up before the flag is ours, or we would
 * read a value that the last holder is about to change. Release: our store is
 * seen before the flag is free, or the next holder would read the old value. A
 * holder that lost its CPU gets it back sooner if the waiters yield. */
static long
add_spin(const struct counter *counter, const struct turn *turn)
{
    atomic_flag *flag = &counter->memory->spin;

    for (int spins = 0;
         atomic_flag_test_and_set_explicit(flag, memory_order_acquire);
         spins++) {
        cpus_relax();
        if (spins % SPINS_BEFORE_YIELD == SPINS_BEFORE_YIELD - 1)
            counter_yield();
    }
    long seen = add(counter, turn);
    atomic_flag_clear_explicit(flag, memory_order_release);
    return seen;
}

/* One update; returns the value it was built on. */
static long
counter_increment(enum counter_sync sync, const struct counter *counter,
    const struct turn *turn)
{
    switch (sync) {
    case COUNTER_PLAIN:
        return add_plain(counter->value);
    case COUNTER_ATOMIC:
        return add_atomic(counter->value, 1);
    case COUNTER_SEM:
    case COUNTER_MUTEX:
        return add_locked(counter, turn);
    case COUNTER_SPIN:
        return add_spin(counter, turn);
    case COUNTER_NONE:
    case COUNTER_LOCAL: /* has no single updates */
        break;
    }
    return add(counter, turn);
}

/* OSTEP's sloppy counter at its limit: the worker's own variable first. */
static void
count_alone(const struct counter *counter, struct counter_update *log)
{
    long own = 0;

    while (own < counter->options->iterations) {
        own++;
        __asm__ volatile("" : "+r"(own)); /* or the loop is folded away */
    }
    long seen = add_atomic(counter->value, own);
    if (log != NULL)
        *log = (struct counter_update){seen, seen + own};
}

static struct turn
turn_of(const struct counter_options *options, int worker, long i)
{
    bool yields =
        options->yield_every > 0 && (i + 1) % options->yield_every == 0;
    enum between between = options->gap_ms > 0 ? GAP : yields ? YIELD : NOTHING;

    return (struct turn){between, worker};
}

/* Iteration i of one worker. */
static long
update(const struct counter *counter, int worker, long i)
{
    const struct counter_options *options = counter->options;
    struct turn turn = turn_of(options, worker, i);

    if (turn.between == GAP)
        tell(counter, worker, "starting update");
    long seen =
        counter_increment((enum counter_sync)options->sync, counter, &turn);
    if (turn.between == GAP)
        tell(counter, worker, "finishing update");
    return seen;
}

void
counter_work(const struct counter *counter, int index)
{
    const struct counter_options *options = counter->options;
    struct counter_memory *memory = counter->memory;
    struct counter_update *log =
        options->witness ? memory->log + index * options->iterations : NULL;

    if (options->pin)
        cpus_pin(cpus_nth(index));
    if (!gate_enter(&memory->gate))
        return;
    if (options->sync == COUNTER_LOCAL)
        count_alone(counter, log);
    else
        for (long i = 0; i < options->iterations; i++) {
            long seen = update(counter, index, i);
            if (log != NULL)
                log[i] = (struct counter_update){seen, seen + 1};
        }
    gate_leave(&memory->gate);
    if (index == 0)
        memory->worker_saw = atomic_load(counter->value);
}

/* Why the two at the smallest such value are of two workers: had one worker
 * read it twice, somebody else wrote it in between, and so two updates were
 * built on the value before it, which would be smaller still. */
bool
counter_find_witness(const struct counter_update *log, long workers,
    long iterations, struct counter_witness *found)
{
    long updates = workers * iterations, best = updates;
    long *first_at = calloc((size_t)updates, sizeof(*first_at)); /* 0: none */

    if (first_at == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory to search the log");
    for (long i = 0; i < updates; i++) {
        long read = log[i].read;
        if (log[i].wrote == 0) /* --sync=local logs one update a worker */
            continue;
        if (first_at[read] == 0) {
            first_at[read] = i + 1;
        } else if (read < best) {
            long first = first_at[read] - 1;
            best = read;
            *found->first =
                (struct counter_place){first / iterations, first % iterations};
            *found->second =
                (struct counter_place){i / iterations, i % iterations};
        }
    }
    free(first_at);
    found->value = best;
    return best < updates;
}

void
counter_collect(
    const struct counter *counter, long copies, struct counter_result *result)
{
    const struct counter_options *options = counter->options;

    result->expected = options->workers * options->iterations;
    result->actual = atomic_load(counter->value);
    result->elapsed_ns = gate_elapsed_ns(&counter->memory->gate);
    result->address = counter->value;
    result->copies = copies;
    result->worker_saw = counter->memory->worker_saw;
    if (options->gap_ms > 0) {
        diary_write(&counter->memory->diary,
            "Testing update. Ending value is %ld.", result->actual);
        result->log = diary_lines(&counter->memory->diary);
    }
    result->found.first = &result->first;
    result->found.second = &result->second;
    /* Where each process has a counter of its own, no two updates can meet. */
    if (options->witness && copies == 1 &&
        counter_find_witness(counter->memory->log, options->workers,
            options->iterations, &result->found))
        result->witness = &result->found;
}

static void
write_note(const struct counter_options *options, struct counter_result *result)
{
    const struct counter_witness *seen = result->witness;
    bool unguarded =
        options->sync == COUNTER_NONE || options->sync == COUNTER_PLAIN;
    size_t size = sizeof(result->note);

    if (result->copies > 1)
        snprintf(result->note, size,
            "each process wrote its own copy at the same address: worker 0 "
            "reads %ld there, the parent still reads %ld",
            result->worker_saw, result->actual);
    else if (seen != NULL)
        snprintf(result->note, size,
            "worker %ld (its update %ld) and worker %ld (its update %ld) both "
            "read %ld and both wrote %ld: one of the two is lost",
            seen->first->worker, seen->first->iteration, seen->second->worker,
            seen->second->iteration, seen->value, seen->value + 1);
    else if (result->lost != 0 && options->gap_ms > 0)
        snprintf(result->note, size,
            "each of the %ld workers had read the value before one of them "
            "wrote it back: "
            "%ld of %ld updates are lost, and as many in every run",
            options->workers, result->lost, result->expected);
    else if (result->lost != 0 && !counter_is_preemptive)
        snprintf(result->note, size,
            "lost %.1f %% of the updates, and as many in every run: the yields "
            "alone decide who runs when",
            100.0 * (double)result->lost / (double)result->expected);
    else if (result->lost != 0)
        snprintf(result->note, size,
            "lost %.1f %% of the updates: --witness shows two that met",
            100.0 * (double)result->lost / (double)result->expected);
    else if (unguarded && !counter_is_preemptive && options->gap_ms == 0)
        snprintf(result->note, size,
            "every update arrived: nobody else runs between a read and a write "
            "without a yield between them");
    else if (unguarded && options->workers > 1 && options->gap_ms == 0)
        snprintf(result->note, size,
            "0 lost this time proves nothing: see notes/counter.md");
    else
        snprintf(result->note, size, "every update arrived");
}

/* Say no to what would have no effect. */
static void
settle(void *from)
{
    struct counter_options *options = from;
    bool whole = options->sync == COUNTER_PLAIN ||
                 options->sync == COUNTER_ATOMIC ||
                 options->sync == COUNTER_LOCAL;

    if ((options->yield_every > 0 || options->gap_ms > 0) && whole)
        die(STATUS_USAGE,
            "--%s: '%s' has no place between read and write: choose one of "
            "none "
            "sem mutex spin",
            options->gap_ms > 0 ? "gap-ms" : "yield-every",
            syncs[options->sync]);
    if (options->yield_every > 0 && options->gap_ms > 0)
        die(STATUS_USAGE, "--yield-every: who sleeps for --gap-ms lets the "
                          "others run as well: "
                          "leave one of the two out");
    if (options->iterations == 0)
        options->iterations = options->gap_ms > 0 ? 1 : USUAL_ITERATIONS;
}

static int
run(const void *options, void *result)
{
    return counter_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct counter_options *options = from;
    struct counter_result *result = into;
    bool lesson = options->sync == COUNTER_NONE ||
                  options->sync == COUNTER_PLAIN ||
                  options->memory == COUNTER_PRIVATE;

    result->lost = result->expected - result->actual;
    result->ok = result->lost == 0;
    write_note(options, result);
    if (result->ok || (lesson && options->expect == 0))
        return STATUS_HELD;
    return STATUS_BROKEN;
}

static const char *const variants[] = {"--sync=none", "--sync=mutex", NULL};

static const char *const step_options[] = {
    "--workers=2", "--iterations=1", "--sync=none", "--expect=exact", NULL};
static const struct stepping stepping = {
    step_options, "actual", "lose an update"};

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
    .judge = judge,
};
