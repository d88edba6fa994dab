/* Creation as a program: its options, its result, and the probe. */

#include "create.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/probe.h"
#include "kit/scenario.h"

#include <stdio.h>

enum { MAX_COUNT = 1000000000, MAX_INJECT_NS = 1000000 };

static const struct option_row options_table[] = {
    OPTION("count", struct create_options, count, "1000", 1, MAX_COUNT,
        .help = "how many, one after the other"),
    OPTION("pin", struct create_options, pin, .silent = true,
        .help = "main and workers stay on one CPU"),
    OPTION("inject", struct create_options, inject_ns, "0", 0, MAX_INJECT_NS,
        .help = "ns of spinning added to each creation"),
    OPTION("inject-syscall", struct create_options, inject_syscall,
        .help = "one more system call in each creation"),
    OPTION_PROBE(struct create_options), OPTIONS_END(struct create_options)};

#define OBJECT struct create_result
static const struct field result_fields[] = {FIELD(reaped), FIELD(elapsed_ns),
    FIELD(each_ns), FIELD(ok), FIELD(note), FIELDS_END};

/* Workers inherit main's CPU mask. Where a worker may go to another CPU, the
 * time to wake that CPU comes on top, and differs each time. */
static void
pin(const struct create_options *options)
{
    if (options->pin)
        cpus_pin(cpus_nth(0));
}

static void
batch(const struct create_options *options, struct create_result *result)
{
    struct create_options now = *options;

    now.added = inject_prepare(now.inject_ns, now.inject_syscall);
    create_run(&now, result);
}

static int
run(const void *options, void *result)
{
    pin(options);
    batch(options, result);
    return STATUS_HELD;
}

static int
judge(const void *from, void *into)
{
    const struct create_options *options = from;
    struct create_result *result = into;

    result->each_ns = (double)result->elapsed_ns / (double)options->count;
    result->ok = result->reaped == options->count;
    snprintf(result->note, sizeof(result->note),
        "one run is no measurement: twinlab timing create");
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

static int
answer(void *context, const struct probe_request *request,
    struct probe_answer *answered)
{
    struct create_options *options = context;
    struct create_result result = {0};

    options->count = request->count;
    options->bare = request->bare;
    batch(options, &result);
    *answered = (struct probe_answer){result.elapsed_ns, result.reaped};
    return STATUS_HELD;
}

static int
probe(void *options)
{
    pin(options);
    return probe_serve(answer, options, false);
}

const struct scenario scenario = {
    .name = "create",
    .question = "What does it cost to create a worker, and to reap it?",
    SCENARIO_OF(struct create_options, struct create_result),
    .run = run,
    .judge = judge,
    .probe = probe,
};
