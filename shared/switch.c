#define _GNU_SOURCE /* RUSAGE_THREAD, pipe2 */

#include "switch.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/probe.h"
#include "kit/scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { WARM_UP = 100, READ = 0, WRITE = 1 };

static const char *const hows[] = {"pipe", "sem", "yield", NULL};

#define AT(member) offsetof(struct switch_options, member)
static const struct option_row options_table[] = {
    {"count", OPTION_NUMBER, AT(count), "100000", 2, 1000000000,
        .help = "one-way hand-overs; an odd number is rounded up"},
    {"how", OPTION_WORD, AT(how), "pipe", .words = hows,
        .help = "by what they hand over"},
    {"cores", OPTION_NUMBER, AT(cores), "1", 1, 2,
        .help = "both on one CPU, or each on its own"},
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

int
switch_workers(const struct switch_options *options)
{
    return options->bare ? 1 : 2;
}

void
switch_init(struct switch_pair *pair, int process_shared)
{
    if (pair->options->cores > cpus_usable())
        die(STATUS_CANNOT, "--cores=2: only one CPU is usable here");
    for (int i = 0; i < 2; i++) {
        pair->cpus[i] = cpus_nth(i % (int)pair->options->cores);
        if (pipe2(pair->pipes[i], O_CLOEXEC) == -1)
            die(STATUS_CANNOT, "pipe: %m: see 'ulimit -n'");
    }
    gate_init(
        &pair->memory->gate, switch_workers(pair->options), process_shared);
}

void
switch_close(const struct switch_pair *pair)
{
    for (int i = 0; i < 2; i++) {
        close(pair->pipes[i][READ]);
        close(pair->pipes[i][WRITE]);
    }
}

static void
hand_to(const struct switch_pair *pair, int partner)
{
    char byte = 0;

    switch ((enum switch_how)pair->options->how) {
    case SWITCH_PIPE:
        while (write(pair->pipes[partner][WRITE], &byte, 1) != 1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "write: %m: the pipe to the partner");
        break;
    case SWITCH_SEM:
        if (sem_post(pair->sems[partner]) == -1)
            die(STATUS_BROKEN, "sem_post: %m");
        break;
    case SWITCH_YIELD:
        /* Release: what we did in our turn is done before it ends. */
        atomic_store_explicit(
            &pair->memory->turn, partner, memory_order_release);
        break;
    }
}

static void
await_turn(const struct switch_pair *pair, int self)
{
    char byte;

    switch ((enum switch_how)pair->options->how) {
    case SWITCH_PIPE:
        while (read(pair->pipes[self][READ], &byte, 1) != 1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "read: %m: the pipe from the partner");
        break;
    case SWITCH_SEM:
        while (sem_wait(pair->sems[self]) == -1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "sem_wait: %m");
        break;
    case SWITCH_YIELD:
        /* Acquire: pairs with the release above, or our turn could begin
         * before the partner's has ended. */
        do
            sched_yield();
        while (atomic_load_explicit(
                   &pair->memory->turn, memory_order_acquire) != self);
        break;
    }
}

static void
take_turns(const struct switch_pair *pair, int index, long round_trips)
{
    int partner = switch_workers(pair->options) - 1 - index;

    for (long i = 0; i < round_trips; i++) {
        if (index == 0)
            hand_to(pair, partner);
        await_turn(pair, index);
        if (index == 1)
            hand_to(pair, partner);
    }
}

/* A yield counts as involuntary, a sleep as voluntary. */
static long
switches_so_far(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count the switches");
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

void
switch_work(const struct switch_pair *pair, int index)
{
    const struct switch_options *options = pair->options;
    long hand_overs_per_loop = switch_workers(options);
    long loops = (options->count + 1) / hand_overs_per_loop;

    cpus_pin(pair->cpus[index]);
    if (!gate_enter(&pair->memory->gate))
        return;
    take_turns(pair, index, WARM_UP);
    long switches = switches_so_far(), begin_ns = clock_ns();
    take_turns(pair, index, loops);
    long end_ns = clock_ns();
    atomic_fetch_add(&pair->memory->switches, switches_so_far() - switches);
    if (index == 0)
        pair->memory->elapsed_ns = end_ns - begin_ns;
    /* Once more, untimed: worker 1 has the CPU after its last hand-over, and
     * would otherwise end and take itself apart in worker 0's time. */
    take_turns(pair, index, 1);
    gate_leave(&pair->memory->gate);
}

static int
run(const void *options, void *result)
{
    return switch_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct switch_options *options = from;
    struct switch_result *result = into;
    double share = (double)result->switches / (double)options->count;

    result->each_ns = (double)result->elapsed_ns / (double)options->count;
    result->ok = true;
    snprintf(result->note, sizeof(result->note),
        "%.2f context switches a hand-over by the kernel's count; one run is "
        "no measurement: twinlab timing switch",
        share);
    return STATUS_HELD;
}

static int
answer(void *context, const struct probe_request *request,
    struct probe_answer *answered)
{
    struct switch_options *options = context;
    struct switch_result result = {0};

    options->count = request->count;
    options->bare = request->bare;
    int status = switch_run(options, &result);
    *answered = (struct probe_answer){result.elapsed_ns, result.switches};
    return status;
}

static int
probe(void *options)
{
    return probe_serve(answer, options);
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
