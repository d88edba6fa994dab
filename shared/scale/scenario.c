/* The scenario as a program: its options, and its result. */

#include "scale.h"

#include "kit/die.h"
#include "kit/model.h"
#include "kit/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_WORKERS = 1000000,
    SAMPLE = 16, /* creations behind each median */
};

static const struct option_row options_table[] = {
    OPTION("workers", struct scale_options, workers, "100", 1, MAX_WORKERS,
        .help = "how many are alive at once"),
    OPTION("yields", struct scale_options, yields, "0", 0, 1000000000,
        .silent = true, .help = "of each worker; 0: enough"),
    OPTION("max-ms", struct scale_options, max_ms, "0", 0, 86400000,
        .silent = true,
        .help = "fewer yields, once they have taken N ms; 0: all"),
    OPTIONS_END(struct scale_options)};

#define OBJECT struct scale_result
static const struct field result_fields[] = {FIELD(reaped),
    FIELD(create_first_ns), FIELD(create_last_ns), FIELD(kernel_bytes_each),
    FIELD(user_bytes_each), FIELD(virt_bytes_each), FIELD(stack_guard),
    FIELD(yields), FIELD(switches), FIELD(switch_each_ns), FIELD(ok),
    FIELD(note), FIELDS_END};

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
scale_collect(
    const struct scale *scale, long reaped, struct scale_result *result)
{
    const struct scale_size *before = &scale->before, *after = &scale->after;
    const struct scale_memory *memory = scale->memory;
    long workers = scale->options->workers;
    long sample = workers < SAMPLE ? workers : SAMPLE;
    long end = atomic_load(&memory->end), first = atomic_load(&memory->first);

    result->reaped = reaped;
    result->create_first_ns = median_of(memory->created_ns, sample);
    result->create_last_ns =
        median_of(memory->created_ns + workers - sample, sample);
    result->kernel_bytes_each =
        workers < SCALE_MEANINGFUL
            ? (double)NAN
            : each(before->kernel, after->kernel, workers);
    result->user_bytes_each = each(before->user, after->user, workers);
    result->virt_bytes_each = each(before->virtual, after->virtual, workers);
    snprintf(result->stack_guard, sizeof(result->stack_guard), "%s",
        model_stack_guard());
    result->yields = end;
    result->switches = atomic_load(&memory->switches);
    result->switch_each_ns =
        (double)(memory->closed_ns - memory->opened_ns) / (double)(end - first);
}

static int
run(const void *options, void *result)
{
    scale_run(options, result);
    return STATUS_HELD;
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
            model_switch_counter, result->switches, result->yields);
    else if (options->workers == 1)
        snprintf(result->note, size,
            "one worker has nobody to switch to: no figure for a switch");
    else
        snprintf(result->note, size,
            "all alive at once, on one CPU; %.3f switches a yield by %s's "
            "count; one run is no measurement",
            (double)result->switches / (double)result->yields,
            model_switch_counter);
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
    SCENARIO_OF(struct scale_options, struct scale_result),
    .run = run,
    .judge = judge,
};
