#include "parallel.h"

#include "parallel_cpython.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/json.h"
#include "kit/launch.h"
#include "kit/memory.h"
#include "kit/scenario.h"
#include "kit/spin.h"
#include "kit/stop.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_WORK_MS = 3600000,
    PIECE_NS = 50000,
    PIECES_PER_MS = 20,
    NOTED_PIECES = 20000, /* a second of each task; of the rest no slices */
    SWITCH_INTERVAL_NS = 5000000, /* sys.getswitchinterval() of CPython */
    NS_PER_MS = 1000000,
    NS_PER_S = 1000000000,
    COLUMNS = 60,
    PYTHON_BYTES = 65536
};

/* An odd factor of good mixing; Steele and Vigna 2021, and Knuth's MMIX. */
#define MULTIPLIER 6364136223846793005u

/* A part of the time that a stranger may have without being told of: N workers
 * have N shares of a CPU beside him, and one has one, so that they seem to gain
 * even there. */
#define BUSY 0.1

static const char *const works[] = {"cpu", "io", NULL};
static const char *const cpus[] = {"one", "all", NULL};

#define AT(member) offsetof(struct parallel_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "4", 1, PARALLEL_MAX_WORKERS,
        .help = "how many workers, and tasks"},
    {"work-ms", OPTION_NUMBER, AT(work_ms), "20", 1, MAX_WORK_MS,
        .help = "what one task takes"},
    {"yield-ms", OPTION_NUMBER, AT(yield_ms), "0", 0, MAX_WORK_MS,
        .help = "give way after so long; 0: never"},
    {"cpus", OPTION_WORD, AT(cpus), "all", .words = cpus,
        .help = "where the workers may run"},
    {"rounds", OPTION_NUMBER, AT(rounds), "3", 1, PARALLEL_MAX_ROUNDS,
        .help = "pairs of runs: one worker, and all"},
    {"work", OPTION_WORD, AT(work), "cpu", .words = works, .silent = true,
        .help = "a task computes, or waits"},
    {"interpreter-lock", OPTION_FLAG, AT(interpreter_lock), .silent = true,
        .help = "a lock as Python has it, for each process"},
    {"table", OPTION_FLAG, AT(table), .silent = true,
        .help = "both kinds of work, with and without lock"},
    {"cpython", OPTION_FLAG, AT(cpython), .silent = true,
        .help = "the same in Python beside it, by python3"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct parallel_figure, member)
static const struct field figure_fields[] = {
    {"median", FIELD_REAL, AT(median), NULL},
    {"low", FIELD_REAL, AT(low), NULL}, {"high", FIELD_REAL, AT(high), NULL},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct parallel_cpython, member)
static const struct field cpython_fields[] = {
    {"version", FIELD_TEXT, AT(version), NULL},
    {"module", FIELD_TEXT, AT(module), NULL},
    {"gil", FIELD_BOOL, AT(gil), NULL},
    {"sums_right", FIELD_BOOL, AT(sums_right), NULL}, {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct parallel_result, member)
static const struct field result_fields[] = {
    {"work", FIELD_TEXT, AT(works), NULL},
    {"interpreter_lock", FIELD_TEXT, AT(lock), NULL},
    {"usable_cpus", FIELD_INTEGER, AT(usable_cpus), NULL},
    {"tasks", FIELD_INTEGER, AT(tasks), NULL},
    {"done", FIELD_INTEGER, AT(done), NULL},
    {"most_running", FIELD_INTEGER, AT(most_running), NULL},
    {"most_waiting", FIELD_INTEGER, AT(most_waiting), NULL},
    {"most_holders", FIELD_INTEGER, AT(most_holders), NULL},
    {"handovers", FIELD_INTEGER, AT(handovers), NULL},
    {"requests", FIELD_INTEGER, AT(requests), NULL},
    {"elapsed_ns", FIELD_REAL, AT(elapsed_ns), NULL},
    {"one_worker_ns", FIELD_REAL, AT(one_worker_ns), NULL},
    {"cpu_speed_up", FIELD_OBJECT, AT(speed_ups[PARALLEL_CPU][0]),
        figure_fields},
    {"cpu_lock_speed_up", FIELD_OBJECT, AT(speed_ups[PARALLEL_CPU][1]),
        figure_fields},
    {"io_speed_up", FIELD_OBJECT, AT(speed_ups[PARALLEL_IO][0]), figure_fields},
    {"io_lock_speed_up", FIELD_OBJECT, AT(speed_ups[PARALLEL_IO][1]),
        figure_fields},
    {"cpython_cpu", FIELD_OBJECT, AT(cpython_speed_ups[PARALLEL_CPU]),
        figure_fields},
    {"cpython_io", FIELD_OBJECT, AT(cpython_speed_ups[PARALLEL_IO]),
        figure_fields},
    {"cpython", FIELD_OBJECT, AT(cpython), cpython_fields},
    {"ok", FIELD_BOOL, AT(ok), NULL},
    {"picture", FIELD_LINES, AT(picture), NULL},
    {"note", FIELD_TEXT, AT(note), NULL}, {.name = NULL}};
#undef AT

/* ---- The interpreter lock. ---- */

static void
must(int code, const char *what)
{
    if (code != 0)
        die(STATUS_BROKEN, "%s: %s: a worker cannot go on", what,
            strerror(code));
}

void
interpreter_init(
    struct interpreter *interpreter, struct interpreter_tally *tally)
{
    pthread_condattr_t monotonic;

    *interpreter = (struct interpreter){.tally = tally, .last = -1};
    must(pthread_mutex_init(&interpreter->mutex, NULL), "pthread_mutex_init");
    must(pthread_condattr_init(&monotonic), "pthread_condattr_init");
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC),
        "pthread_condattr_setclock");
    must(pthread_cond_init(&interpreter->freed, &monotonic),
        "pthread_cond_init");
    must(pthread_cond_init(&interpreter->taken, NULL), "pthread_cond_init");
    pthread_condattr_destroy(&monotonic);
}

void
interpreter_destroy(struct interpreter *interpreter)
{
    pthread_cond_destroy(&interpreter->taken);
    pthread_cond_destroy(&interpreter->freed);
    pthread_mutex_destroy(&interpreter->mutex);
}

static void
raise_to(atomic_long *most, long number)
{
    long seen = atomic_load(most);

    while (seen < number && !atomic_compare_exchange_weak(most, &seen, number))
        ;
}

/* The mutex is held. Wait for the lock to be free, but no longer than the
 * switch interval; then ask the holder to let go, unless it was another's turn
 * meanwhile: the new holder has its own five milliseconds. */
static void
wait_an_interval(struct interpreter *interpreter)
{
    long until_ns = clock_ns() + SWITCH_INTERVAL_NS, takes = interpreter->takes;
    struct timespec until = {until_ns / NS_PER_S, until_ns % NS_PER_S};
    int code = pthread_cond_timedwait(
        &interpreter->freed, &interpreter->mutex, &until);

    if (code != ETIMEDOUT)
        must(code, "pthread_cond_timedwait");
    else if (interpreter->holders > 0 && interpreter->takes == takes &&
             !atomic_exchange(&interpreter->wanted, true))
        atomic_fetch_add(&interpreter->tally->requests, 1);
}

void
interpreter_take(struct interpreter *interpreter, int self)
{
    must(pthread_mutex_lock(&interpreter->mutex), "pthread_mutex_lock");
    interpreter->waiting++;
    while (interpreter->holders > 0)
        wait_an_interval(interpreter);
    interpreter->waiting--;
    interpreter->holders++;
    raise_to(&interpreter->tally->most_holders, interpreter->holders);
    if (interpreter->last != self) {
        if (interpreter->last != -1)
            atomic_fetch_add(&interpreter->tally->handovers, 1);
        interpreter->last = self;
        interpreter->takes++;
        must(pthread_cond_broadcast(&interpreter->taken),
            "pthread_cond_broadcast");
    }
    atomic_store(&interpreter->wanted, false);
    must(pthread_mutex_unlock(&interpreter->mutex), "pthread_mutex_unlock");
}

/* Looked at between any two pieces of work, so that it must cost next to
 * nothing: hence no mutex. Relaxed is enough, since nothing is read because of
 * it: who then lets go, and who takes, meet at the mutex. Seen late, it is
 * obeyed one piece later. */
bool
interpreter_is_wanted(const struct interpreter *interpreter)
{
    return atomic_load_explicit(&interpreter->wanted, memory_order_relaxed);
}

/* After a request, wait until another has taken it: whoever waits is only just
 * being woken, and we are on a CPU already. */
void
interpreter_drop(struct interpreter *interpreter, int self)
{
    must(pthread_mutex_lock(&interpreter->mutex), "pthread_mutex_lock");
    interpreter->holders--;
    must(pthread_cond_signal(&interpreter->freed), "pthread_cond_signal");
    if (interpreter_is_wanted(interpreter))
        while (interpreter->last == self && interpreter->waiting > 0)
            must(pthread_cond_wait(&interpreter->taken, &interpreter->mutex),
                "pthread_cond_wait");
    must(pthread_mutex_unlock(&interpreter->mutex), "pthread_mutex_unlock");
}

/* ---- What is shared. ---- */

/* How many slices a worker may need: each piece begins a new one at worst, and
 * one more after it has let go the lock. */
static long
slices_each(const struct parallel_job *job)
{
    long pieces = job->work == PARALLEL_CPU ? job->pieces : PARALLEL_WAITS;
    long noted = pieces < NOTED_PIECES ? pieces : NOTED_PIECES;
    long tasks = (job->tasks + job->workers - 1) / job->workers;

    return tasks * (3 * noted + 2);
}

size_t
parallel_memory_bytes(const struct parallel_job *job)
{
    size_t slices = (size_t)(job->workers * slices_each(job));
    size_t bytes =
        sizeof(struct parallel_memory) + slices * sizeof(struct timeline_slice);

    memory_need((double)bytes, "the record of who ran when",
        "ask for fewer --workers or a shorter --work-ms");
    return bytes;
}

void
parallel_memory_init(
    struct parallel_memory *memory, const struct parallel_job *job, int sharing)
{
    long each = slices_each(job);

    gate_init(&memory->gate, (int)job->workers, sharing);
    for (long i = 0; i < job->workers; i++)
        memory->timelines[i] = (struct timeline){
            .slices = memory->slices + i * each, .room = each};
}

/* ---- The work. ---- */

static uint64_t
seed(long task)
{
    return (uint64_t)task + 1;
}

/* Each round needs the one before. The compiler must take the value for used,
 * or it folds the rounds together, as parallel_value does. */
static uint64_t
churn(uint64_t value, long rounds)
{
    for (long i = 0; i < rounds; i++) {
        value = value * MULTIPLIER + 1;
        __asm__ volatile("" : "+r"(value));
    }
    return value;
}

/* Two rounds x -> ax + c after one another are one such round with other
 * numbers; so it takes but one step for each bit of `rounds` (F. Brown, Random
 * number generation with arbitrary strides, 1994). */
uint64_t
parallel_value(long task, long rounds)
{
    uint64_t factor = MULTIPLIER, term = 1, value = seed(task);

    for (; rounds > 0; rounds /= 2) {
        if (rounds % 2 != 0)
            value = value * factor + term;
        term = term * factor + term;
        factor *= factor;
    }
    return value;
}

/* Only who has the lock runs, so its slices lie between taking and letting go.
 */
static void
run_begins(const struct parallel *parallel, int self)
{
    if (parallel->interpreter != NULL)
        interpreter_take(parallel->interpreter, self);
    timeline_look(&parallel->memory->timelines[self]);
}

static void
run_ends(const struct parallel *parallel, int self)
{
    timeline_rest(&parallel->memory->timelines[self]);
    if (parallel->interpreter != NULL)
        interpreter_drop(parallel->interpreter, self);
}

static uint64_t
compute(const struct parallel *parallel, int self, long task)
{
    const struct parallel_job *job = parallel->job;
    uint64_t value = seed(task);

    run_begins(parallel, self);
    for (long i = 1; i <= job->pieces; i++) {
        bool gives_way = job->yield_pieces > 0 && i % job->yield_pieces == 0;
        value = churn(value, job->piece_rounds);
        timeline_look(&parallel->memory->timelines[self]);
        if (gives_way || (parallel->interpreter != NULL &&
                             interpreter_is_wanted(parallel->interpreter))) {
            run_ends(parallel, self);
            if (gives_way)
                parallel_yield();
            run_begins(parallel, self);
        }
    }
    run_ends(parallel, self);
    return value;
}

static uint64_t
wait_and_compute(const struct parallel *parallel, int self, long task)
{
    const struct parallel_job *job = parallel->job;
    struct timeline *timeline = &parallel->memory->timelines[self];
    uint64_t value = seed(task);

    for (int i = 0; i < PARALLEL_WAITS; i++) {
        long from_ns = clock_ns();
        parallel_sleep_ns(job->wait_ns); /* without the lock */
        timeline_waited(timeline, from_ns);
        run_begins(parallel, self);
        value = churn(value, job->piece_rounds);
        timeline_look(timeline);
        run_ends(parallel, self);
    }
    return value;
}

void
parallel_work(const struct parallel *parallel, int index)
{
    const struct parallel_job *job = parallel->job;
    struct parallel_memory *memory = parallel->memory;

    if (!gate_enter(&memory->gate))
        return;
    for (long task = index; task < job->tasks; task += job->workers)
        memory->values[task] = job->work == PARALLEL_CPU
                                   ? compute(parallel, index, task)
                                   : wait_and_compute(parallel, index, task);
    gate_leave(&memory->gate);
}

/* ---- What was seen. ---- */

static long
task_rounds(const struct parallel_job *job)
{
    return job->piece_rounds *
           (job->work == PARALLEL_CPU ? job->pieces : PARALLEL_WAITS);
}

static void
draw(const struct parallel *parallel, struct parallel_picture *picture)
{
    const struct parallel_memory *memory = parallel->memory;
    int workers = (int)parallel->job->workers;
    long from_ns = memory->gate.opened_ns, to_ns = memory->gate.closed_ns;
    char line[COLUMNS + 1];

    snprintf(picture->text[0], PARALLEL_LINE_BYTES,
        "one look every %.2f ms: 0-9 runs on that CPU, . does not run, - "
        "waits",
        (double)(to_ns - from_ns) / COLUMNS / NS_PER_MS);
    for (int i = 0; i < workers; i++) {
        timeline_draw(&memory->timelines[i], from_ns, to_ns, line, COLUMNS);
        snprintf(picture->text[i + 1], PARALLEL_LINE_BYTES, "worker %-2d  %s",
            i, line);
    }
    for (int i = 0; i <= workers; i++)
        picture->lines[i] = picture->text[i];
    picture->lines[workers + 1] = NULL;
}

void
parallel_collect(const struct parallel *parallel, struct parallel_seen *seen)
{
    const struct parallel_job *job = parallel->job;
    const struct parallel_memory *memory = parallel->memory;

    seen->elapsed_ns = gate_elapsed_ns(&memory->gate);
    seen->first_ran_ns = timeline_ran_ns(&memory->timelines[0]);
    seen->done = 0;
    for (long task = 0; task < job->tasks; task++)
        seen->done +=
            memory->values[task] == parallel_value(task, task_rounds(job));
    seen->most_running = timeline_most_running(memory->timelines, job->workers);
    seen->most_waiting = timeline_most_waiting(memory->timelines, job->workers);
    seen->most_holders = atomic_load(&memory->tally.most_holders);
    seen->handovers = atomic_load(&memory->tally.handovers);
    seen->requests = atomic_load(&memory->tally.requests);
    draw(parallel, &seen->picture);
}

/* ---- Measuring: both runs of a pair, in turn. ---- */

static struct parallel_job
new_job(const struct parallel_options *options, int work, bool locked)
{
    long rounds = spin_rounds(PIECE_NS);

    return (struct parallel_job){.tasks = options->workers,
        .work = work,
        .locked = locked,
        .piece_rounds = rounds > 0 ? rounds : 1,
        .pieces = options->work_ms * PIECES_PER_MS,
        .wait_ns = options->work_ms * NS_PER_MS / PARALLEL_WAITS,
        .yield_pieces = options->yield_ms * PIECES_PER_MS};
}

static long
larger(long one, long other)
{
    return one > other ? one : other;
}

static void
note_run(struct parallel_row *row, const struct parallel_seen *seen, long tasks)
{
    row->tasks += tasks;
    row->done += seen->done;
    row->most_running = larger(row->most_running, seen->most_running);
    row->most_waiting = larger(row->most_waiting, seen->most_waiting);
    row->most_holders = larger(row->most_holders, seen->most_holders);
    row->handovers += seen->handovers;
    row->requests += seen->requests;
}

/* One pair; what the machine does to the one, it does to the other, too. Who
 * goes first changes. 0, or the status to exit with. */
static int
run_pair(const struct parallel_options *options,
    const struct parallel_job *same, struct parallel_row *row,
    struct parallel_seen *many)
{
    struct parallel_job job = *same;
    struct parallel_seen one = {.done = 0};

    for (int i = 0; i < 2; i++) {
        bool all = (row->rounds + i) % 2 == 0;
        struct parallel_seen *seen = all ? many : &one;
        job.workers = all ? options->workers : 1;
        int status = parallel_run(&job, seen);
        if (status != STATUS_HELD)
            return status;
        note_run(row, seen, job.tasks);
    }
    row->one_ns[row->rounds] = (double)one.elapsed_ns;
    row->one_ran[row->rounds] =
        (double)one.first_ran_ns / (double)one.elapsed_ns;
    row->many_ns[row->rounds] = (double)many->elapsed_ns;
    row->speed_ups[row->rounds] =
        (double)one.elapsed_ns / (double)many->elapsed_ns;
    row->rounds++;
    return STATUS_HELD;
}

static int
by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Median, lowest and highest; the values are sorted. */
static struct parallel_figure
figure_of(double *values, long count)
{
    qsort(values, (size_t)count, sizeof(*values), by_size);
    return (struct parallel_figure){
        .median = (values[(count - 1) / 2] + values[count / 2]) / 2,
        .low = values[0],
        .high = values[count - 1]};
}

static int
run_rounds(
    const struct parallel_options *options, struct parallel_result *result)
{
    struct parallel_job jobs[2][2];

    for (int work = 0; work < 2; work++)
        for (int locked = 0; locked < 2; locked++) {
            jobs[work][locked] = new_job(options, work, locked);
            result->rows[work][locked].asked_for =
                options->table ||
                (work == options->work && locked == options->interpreter_lock);
        }
    for (long round = 0; round < options->rounds; round++)
        for (int i = 0; i < 4; i++) {
            struct parallel_row *row = &result->rows[i / 2][i % 2];
            int status = row->asked_for ? run_pair(options, &jobs[i / 2][i % 2],
                                              row, &result->seen)
                                        : STATUS_HELD;
            if (status != STATUS_HELD)
                return status;
        }
    return STATUS_HELD;
}

/* ---- CPython. ---- */

/* The numbers of an array, at most `room`; how many. */
static long
numbers(const char *object, const char *name, double *values, long room)
{
    const char *cursor = json_get(object, name).start;
    struct json_slice item;
    long count = 0;

    while (cursor != NULL && count < room && json_item(&cursor, &item))
        values[count++] = strtod(item.start, NULL);
    return count;
}

/* Has each task computed what it should? */
static bool
sums_are_right(const char *object, long tasks)
{
    const char *cursor = json_get(object, "values").start;
    const char *steps = json_get(object, "steps").start;
    struct json_slice item;
    long task = 0;

    while (cursor != NULL && steps != NULL && json_item(&cursor, &item))
        if (strtoull(item.start, NULL, 10) !=
            parallel_value(task++, strtol(steps, NULL, 10)))
            return false;
    return task == tasks;
}

/* One kind of work; false where the answer is not what it should be. */
static bool
read_work(const struct parallel_options *options, struct json_slice value,
    struct parallel_cpython *found, struct parallel_figure *figure)
{
    double one[PARALLEL_MAX_ROUNDS], many[PARALLEL_MAX_ROUNDS];
    const char *object = value.start;

    if (value.length == 0 ||
        numbers(object, "one_ns", one, options->rounds) != options->rounds ||
        numbers(object, "many_ns", many, options->rounds) != options->rounds)
        return false;
    for (long i = 0; i < options->rounds; i++)
        one[i] /= many[i];
    *figure = figure_of(one, options->rounds);
    found->sums_right =
        found->sums_right && sums_are_right(object, options->workers);
    return true;
}

/* False where it is no answer; then `why` says so. */
static bool
read_answer(const struct parallel_options *options, const char *answer,
    struct parallel_result *result, char *why, size_t size)
{
    struct parallel_cpython *found = &result->found;
    char gil[8];

    snprintf(why, size, "no answer");
    if (!json_is_whole(answer))
        return false;
    if (json_get(answer, "error").length > 0) {
        json_text(json_get(answer, "error"), why, size);
        return false;
    }
    json_text(
        json_get(answer, "version"), found->version, sizeof(found->version));
    json_text(json_get(answer, "gil"), gil, sizeof(gil));
    found->gil = strcmp(gil, "true") == 0;
    found->sums_right = true;
    snprintf(found->module, sizeof(found->module), "%s", parallel_module);
    for (int work = 0; work < 2; work++) {
        if (!options->table && options->work != work)
            continue;
        snprintf(why, size, "no figures for %s", works[work]);
        if (!read_work(options, json_get(answer, works[work]), found,
                &found->figures[work]))
            return false;
        result->cpython_speed_ups[work] = &found->figures[work];
    }
    result->cpython = found;
    return true;
}

static int
run_cpython(
    const struct parallel_options *options, struct parallel_result *result)
{
    char workers[16], rounds[16], work_ms[16], why[256];
    const char *const arguments[] = {"-c", parallel_cpython, parallel_module,
        options->table ? "cpu,io" : works[options->work], workers, rounds,
        work_ms, NULL};
    char *answer = malloc(PYTHON_BYTES);

    if (answer == NULL)
        die(STATUS_CANNOT, "malloc: %m: no memory for python3's answer");
    snprintf(workers, sizeof(workers), "%ld", options->workers);
    snprintf(rounds, sizeof(rounds), "%ld", options->rounds);
    snprintf(work_ms, sizeof(work_ms), "%ld", options->work_ms);
    stop_hold();
    int status = launch_run_on_path("python3",
        "install the package python3, or leave out --cpython", arguments,
        answer, PYTHON_BYTES);
    stop_release(0);
    bool good = status == STATUS_HELD &&
                read_answer(options, answer, result, why, sizeof(why));
    if (status == STATUS_HELD && !good)
        complain("python3 has not done its part: %s: leave out --cpython", why);
    free(answer);
    return good ? STATUS_HELD : STATUS_CANNOT; /* if not held, it said why */
}

/* ---- The scenario. ---- */

static int
run(const void *from, void *into)
{
    const struct parallel_options *options = from;
    struct parallel_result *result = into;

    timeline_need();
    if (options->cpus == PARALLEL_ONE)
        cpus_pin(cpus_nth(0)); /* the workers inherit it */
    result->usable_cpus = cpus_usable();
    if (options->cpython) {
        int status = run_cpython(options, result);
        if (status != STATUS_HELD)
            return status;
    }
    return run_rounds(options, result);
}

/* What must be so in a row, whatever the machine does: the kernel runs one task
 * at a time on a CPU, a thread one coroutine, a lock lets one in; and each
 * worker must have had the lock. */
static bool
row_holds(const struct parallel_options *options,
    const struct parallel_row *row, bool locked, bool one_cpu)
{
    bool one_lock = locked && parallel_is_one_lock;
    bool one_at_once = one_cpu || one_lock || parallel_is_one_thread;
    long least = one_lock ? (options->workers - 1) * row->rounds : 0;

    return row->done == row->tasks &&
           (!one_at_once || row->most_running <= 1) &&
           row->most_holders == locked && row->handovers >= least &&
           (one_lock || row->handovers == 0);
}

static bool
all_rows_hold(
    const struct parallel_options *options, const struct parallel_result *seen)
{
    for (int i = 0; i < 4; i++) {
        const struct parallel_row *row = &seen->rows[i / 2][i % 2];
        if (row->asked_for &&
            !row_holds(options, row, i % 2, seen->usable_cpus == 1))
            return false;
    }
    return true;
}

static void
add_row(struct parallel_result *result, struct parallel_row *row)
{
    result->tasks += row->tasks;
    result->done += row->done;
    result->most_running = larger(result->most_running, row->most_running);
    result->most_waiting = larger(result->most_waiting, row->most_waiting);
    result->most_holders = larger(result->most_holders, row->most_holders);
    result->handovers += row->handovers;
    result->requests += row->requests;
    row->figure = figure_of(row->speed_ups, row->rounds);
    result->elapsed_ns = figure_of(row->many_ns, row->rounds).median;
    result->one_worker_ns = figure_of(row->one_ns, row->rounds).median;
}

/* What was asked for, in words; and the rows. */
static void
fill_in(const struct parallel_options *options, struct parallel_result *result)
{
    for (int i = 0; i < 4; i++) {
        struct parallel_row *row = &result->rows[i / 2][i % 2];
        if (row->asked_for && row->rounds > 0) {
            add_row(result, row);
            if (i / 2 == PARALLEL_CPU)
                result->strangers =
                    1 - figure_of(row->one_ran, row->rounds).median;
            result->speed_ups[i / 2][i % 2] = &row->figure;
        }
    }
    snprintf(result->works, sizeof(result->works), "%s",
        options->table ? "cpu, io" : works[options->work]);
    snprintf(result->lock, sizeof(result->lock), "%s",
        options->table              ? "no, yes"
        : options->interpreter_lock ? "yes"
                                    : "no");
    if (options->table)
        result->elapsed_ns = result->one_worker_ns = (double)NAN;
    else
        result->picture = result->seen.picture.lines;
}

static void __attribute__((format(printf, 2, 3)))
tell(struct parallel_result *result, const char *format, ...)
{
    size_t length = strlen(result->note);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(result->note + length, sizeof(result->note) - length, format,
        arguments);
    va_end(arguments);
}

/* Who ran at the same instant, and why no more. */
static void
tell_running(
    const struct parallel_options *options, struct parallel_result *result)
{
    bool locked = options->interpreter_lock && !options->table;

    if (options->table && parallel_is_one_lock)
        tell(result, "with the interpreter lock never two ran at the same "
                     "instant; ");
    if (options->workers == 1)
        tell(result, "one worker: nobody to run beside");
    else if (parallel_is_one_thread)
        tell(result, "one thread: never two at the same instant, whatever the "
                     "number of CPUs");
    else if (locked && parallel_is_one_lock)
        tell(result,
            "one interpreter lock for all: never two at the same instant; "
            "handed over %ld times, after %ld requests",
            result->handovers, result->requests);
    else if (result->usable_cpus == 1)
        tell(result, "one CPU: they took turns, never two at the same instant: "
                     "concurrent, and not parallel");
    else
        tell(result, "up to %ld ran at the same instant, on %ld CPUs%s%s",
            result->most_running, result->usable_cpus,
            result->most_running > 1 ? ": parallel" : "",
            locked ? "; each process has a lock of its own" : "");
}

static void
write_note(
    const struct parallel_options *options, struct parallel_result *result)
{
    const struct parallel_cpython *python = result->cpython;

    tell_running(options, result);
    if (options->table || options->work == PARALLEL_IO)
        tell(result,
            "; up to %ld waited at once: that takes no CPU and no lock",
            result->most_waiting);
    if (options->cpus == PARALLEL_ALL && result->usable_cpus == 1)
        tell(result, "; one CPU is all that is usable here");
    if (result->strangers > BUSY)
        tell(result,
            "; others had the CPU for %.0f %% of one worker's time: "
            "measure again when they are gone",
            100 * result->strangers);
    if (python != NULL)
        tell(result, "; CPython %s, %s, has %s", python->version,
            python->module, python->gil ? "its lock" : "no lock");
}

static void
write_failure(
    const struct parallel_options *options, struct parallel_result *result)
{
    if (result->done != result->tasks)
        tell(result, "%ld of %ld tasks have the right value", result->done,
            result->tasks);
    else if (result->cpython != NULL && !result->cpython->sums_right)
        tell(result, "CPython's tasks do not have the right values");
    else
        tell(result,
            "%ld of %ld ran at the same instant, with %ld holders of a lock "
            "at once and %ld hand-overs: one of these cannot be",
            result->most_running, options->workers, result->most_holders,
            result->handovers);
}

static int
judge(const void *from, void *into)
{
    const struct parallel_options *options = from;
    struct parallel_result *result = into;

    fill_in(options, result);
    result->ok = all_rows_hold(options, result) &&
                 (result->cpython == NULL || result->cpython->sums_right);
    if (result->ok)
        write_note(options, result);
    else
        write_failure(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

static const char *const variants[] = {"--cpus=one", "--cpus=all", NULL};

const struct scenario scenario = {
    .name = "parallel",
    .question = "What do N workers gain over one?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct parallel_options),
    .result_bytes = sizeof(struct parallel_result),
    .variants = variants,
    .run = run,
    .judge = judge,
};
