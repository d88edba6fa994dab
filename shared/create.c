#include "create.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/probe.h"
#include "kit/scenario.h"

#include <stddef.h>

#define AT(member) offsetof(struct create_options, member)
static const struct option_row options_table[] = {
    {"count", OPTION_NUMBER, AT(count), "1000", 1, 1000000000,
        .help = "how many, one after the other"},
    {"pin", OPTION_FLAG, AT(pin), .silent = true,
        .help = "starter and workers stay on one CPU"},
    {"inject", OPTION_NUMBER, AT(inject_ns), "0", 0, 1000000,
        .help = "ns of spinning added to each creation"},
    {"inject-syscall", OPTION_FLAG, AT(inject_syscall),
        .help = "one more system call in each creation"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {"probe", OPTION_FLAG, AT(probe), .silent = true,
        .help = "answer 'batch N' and 'bare N' on stdin"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct create_result, member)
static const struct field result_fields[] = {
    {"reaped", FIELD_INTEGER, AT(reaped), NULL},
    {"elapsed_ns", FIELD_INTEGER, AT(elapsed_ns), NULL},
    {"each_ns", FIELD_REAL, AT(each_ns), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

/* Workers inherit the mask of their starter. Where a worker may go to another
 * CPU, the time to wake that CPU comes on top, and it is another one each time.
 */
static void
pin(const struct create_options *options)
{
    if (options->pin)
        cpus_pin(cpus_nth(0));
}

static int
batch(const struct create_options *options, struct create_result *result)
{
    struct create_options now = *options;

    now.added = inject_prepare(now.inject_ns, now.inject_syscall);
    return create_run(&now, result);
}

static int
run(const void *options, void *result)
{
    pin(options);
    return batch(options, result);
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
    int status = probe_one_way(request);

    if (status != STATUS_HELD)
        return status;
    options->count = request->count;
    options->bare = request->bare;
    status = batch(options, &result);
    *answered = (struct probe_answer){result.elapsed_ns, result.reaped};
    return status;
}

static int
probe(void *options)
{
    pin(options);
    return probe_serve(answer, options);
}

const struct scenario scenario = {
    .name = "create",
    .question = "What does it cost to create a worker, and to reap it?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct create_options),
    .result_bytes = sizeof(struct create_result),
    .run = run,
    .judge = judge,
    .probe = probe,
};
