#include "scale.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/footprint.h"
#include "kit/scenario.h"
#include "kit/table.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_WORKERS = 1000000,
    ALL_YIELDS = 50000, /* --yields=0: that many in all, */
    LEAST_YIELDS = 10,  /* but no fewer of each worker */
    SAMPLE = 16,        /* creations behind each median */
    MEANINGFUL = 100,   /* workers, for the kernel's memory */
    SETTLED = 64 * 1024,
    SETTLE_NS = 50000000,
    SETTLE_TIMES = 40,
    LOOK_EVERY = 256, /* workers, at the memory that is left */
};

#define AT(member) offsetof(struct scale_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "100", 1, MAX_WORKERS,
        .help = "how many are alive at once"},
    {"yields", OPTION_NUMBER, AT(yields), "0", 0, 1000000000, .silent = true,
        .help = "of each worker; 0: enough"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct scale_result, member)
static const struct field result_fields[] = {
    {"reaped", FIELD_INTEGER, AT(reaped), NULL},
    {"create_first_ns", FIELD_REAL, AT(create_first_ns), NULL},
    {"create_last_ns", FIELD_REAL, AT(create_last_ns), NULL},
    {"kernel_bytes_each", FIELD_REAL, AT(kernel_bytes_each), NULL},
    {"user_bytes_each", FIELD_REAL, AT(user_bytes_each), NULL},
    {"virt_bytes_each", FIELD_REAL, AT(virt_bytes_each), NULL},
    {"stack_guard", FIELD_TEXT, AT(stack_guard), NULL},
    {"yields", FIELD_INTEGER, AT(yields), NULL},
    {"switches", FIELD_INTEGER, AT(switches), NULL},
    {"switch_each_ns", FIELD_REAL, AT(switch_each_ns), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

size_t
scale_memory_bytes(const struct scale_options *options)
{
    return sizeof(struct scale_memory) +
           (size_t)options->workers * sizeof(long);
}

/* What ran before us is still being freed: wait, two seconds at most, until the
 * kernel's memory shrinks no more. */
static void
let_kernel_settle(void)
{
    long before = footprint_kernel();

    for (int i = 0; i < SETTLE_TIMES; i++) {
        clock_sleep_ns(SETTLE_NS);
        long now = footprint_kernel();
        if (now >= before - SETTLED)
            return;
        before = now;
    }
}

void
scale_init(struct scale *scale, const struct room_each *each)
{
    room_need(scale->options->workers, each);
    cpus_pin(cpus_nth(0)); /* the workers inherit both */
    cpus_patient();
    atomic_store(&scale->memory->end, LONG_MAX);
    if (scale->options->workers >= MEANINGFUL)
        let_kernel_settle();
}

/* All draw from one roll of tickets, so that all are runnable until the last
 * is drawn: with a number for each, those that lag behind would in the end
 * yield to nobody. */
static long
measured_yields(const struct scale_options *options)
{
    long fair = ALL_YIELDS / options->workers;
    long each = options->yields != 0  ? options->yields
                : fair < LEAST_YIELDS ? LEAST_YIELDS
                                      : fair;

    return each * options->workers;
}

/* The last to wake gives all one round more, and then lets the clock run. */
static void
wake_up(const struct scale *scale)
{
    struct scale_memory *memory = scale->memory;
    long workers = scale->options->workers;

    if (atomic_fetch_add(&memory->awake, 1) + 1 < workers)
        return;
    long first = atomic_load(&memory->yields) + workers;
    atomic_store(&memory->first, first);
    atomic_store(&memory->end, first + measured_yields(scale->options));
}

static void
take_turns(struct scale_memory *memory)
{
    for (;;) {
        long ticket = atomic_fetch_add(&memory->yields, 1);
        long end = atomic_load(&memory->end);
        if (ticket == atomic_load(&memory->first))
            memory->opened_ns = clock_ns();
        if (ticket == end)
            memory->closed_ns = clock_ns();
        if (ticket >= end)
            return;
        scale_yield();
    }
}

void
scale_work(const struct scale *scale, long began_ns)
{
    struct scale_memory *memory = scale->memory;

    memory->began_ns = began_ns;
    scale_sleep(scale);
    if (atomic_load(&memory->state) == SCALE_GO_HOME)
        return;
    long switches = scale_switches();
    wake_up(scale);
    take_turns(memory);
    atomic_fetch_add(&memory->switches, scale_switches() - switches);
}

void
scale_arrived(const struct scale *scale, long index, long begin_ns)
{
    struct scale_memory *memory = scale->memory;

    memory->created_ns[index] = memory->began_ns - begin_ns;
}

bool
scale_is_short(long index)
{
    if (index % LOOK_EVERY != LOOK_EVERY - 1 || !room_is_short())
        return false;
    complain("only %ld workers could be started: a tenth of the memory must "
             "remain: ask for fewer --workers",
        index + 1);
    return true;
}

static int
by_size(const void *left, const void *right)
{
    long a = *(const long *)left, b = *(const long *)right;

    return (a > b) - (a < b);
}

static double
median_of(const long *times_ns, long count)
{
    long sorted[SAMPLE];

    memcpy(sorted, times_ns, (size_t)count * sizeof(*sorted));
    qsort(sorted, (size_t)count, sizeof(*sorted), by_size);
    return ((double)sorted[(count - 1) / 2] + (double)sorted[count / 2]) / 2;
}

static double
each(long before, long after, long workers)
{
    if (before < 0 || after < 0)
        return (double)NAN;
    return round((double)(after - before) / (double)workers);
}

void
scale_collect(const struct scale *scale, long reaped,
    const struct scale_size *before, const struct scale_size *after,
    struct scale_result *result)
{
    const struct scale_memory *memory = scale->memory;
    long workers = scale->options->workers;
    long sample = workers < SAMPLE ? workers : SAMPLE;
    long measured = measured_yields(scale->options);

    result->reaped = reaped;
    result->create_first_ns = median_of(memory->created_ns, sample);
    result->create_last_ns =
        median_of(memory->created_ns + workers - sample, sample);
    result->kernel_bytes_each =
        workers < MEANINGFUL ? (double)NAN
                             : each(before->kernel, after->kernel, workers);
    result->user_bytes_each = each(before->user, after->user, workers);
    result->virt_bytes_each = each(before->virtual, after->virtual, workers);
    snprintf(
        result->stack_guard, sizeof(result->stack_guard), "%s", scale_guard());
    result->yields = atomic_load(&memory->end);
    result->switches = atomic_load(&memory->switches);
    result->switch_each_ns =
        (double)(memory->closed_ns - memory->opened_ns) / (double)measured;
}

static int
run(const void *options, void *result)
{
    return scale_run(options, result);
}

/* Ten switches more or less are nobody's fault: the timer's, or another
 * program's. One worker alone has nobody to yield to. */
static bool
is_counted(const struct scale_options *options, const struct scale_result *seen)
{
    long allowed = seen->yields / 100 > 10 ? seen->yields / 100 : 10;

    return options->workers == 1 ||
           labs(seen->switches - seen->yields) <= allowed;
}

static void
write_note(const struct scale_options *options, struct scale_result *result)
{
    size_t size = sizeof(result->note);

    if (result->reaped != options->workers)
        snprintf(result->note, size, "%ld of %ld workers were reaped",
            result->reaped, options->workers);
    else if (!result->ok)
        snprintf(result->note, size,
            "%s counted %ld switches for %ld yields: no figure for a switch",
            scale_counter, result->switches, result->yields);
    else if (options->workers == 1)
        snprintf(result->note, size,
            "one worker has nobody to switch to: no figure for a switch");
    else
        snprintf(result->note, size,
            "all alive at once, on one CPU; %.3f switches a yield by %s's "
            "count; one run is no measurement",
            (double)result->switches / (double)result->yields, scale_counter);
}

static int
judge(const void *from, void *into)
{
    const struct scale_options *options = from;
    struct scale_result *result = into;
    bool counted = is_counted(options, result);

    result->ok = result->reaped == options->workers && counted;
    if (!counted || options->workers == 1)
        result->switch_each_ns = (double)NAN;
    write_note(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

const struct scenario scenario = {
    .name = "scale",
    .question = "What does the N-th worker cost?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct scale_options),
    .result_bytes = sizeof(struct scale_result),
    .run = run,
    .judge = judge,
};
