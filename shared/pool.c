#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "pool.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/scenario.h"
#include "kit/stop.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 1024, MAX_TASKS = 100000, MAX_ATTEMPTS = 100 };
#define MAX_ROUNDS  1000000000000000L
#define MAX_WORK_US 60000000L
#define LOOK_NS     100000L
#define NS_PER_US   1000L
#define NS_PER_MS   1e6

static const char *const syncs[] = {"sem", "cond", NULL};
static const char *const places[] = {"work", "queue", NULL};
static const char *const expectations[] = {"lesson", "exact", NULL};

#define AT(member) offsetof(struct pool_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "3", 1, MAX_WORKERS,
        .help = "how many the pool has"},
    {"tasks", OPTION_NUMBER, AT(tasks), "8", 1, MAX_TASKS,
        .help = "how many are submitted"},
    {"rounds", OPTION_NUMBER, AT(rounds), "1000", 1, MAX_ROUNDS,
        .help = "links of a task's chain"},
    {"work-us", OPTION_NUMBER, AT(work_us), "10000", 0, MAX_WORK_US,
        .help = "and its wait besides, as for a disk"},
    {"sync", OPTION_WORD, AT(sync), pool_default_sync, .words = syncs,
        .help = "what a worker sleeps on"},
    {"crash-task", OPTION_NUMBER, AT(crash_task), "0", 0, MAX_TASKS,
        .help = "the task that dies of SIGSEGV; 0: none"},
    {"crash-at", OPTION_WORD, AT(crash_at), "work", .words = places,
        .help = "amid its work, or with the queue's lock in hand"},
    {"crash-times", OPTION_NUMBER, AT(crash_times), "1", 1, MAX_ATTEMPTS,
        .help = "how many workers it kills before it works"},
    {"attempts", OPTION_NUMBER, AT(attempts), "3", 1, MAX_ATTEMPTS,
        .help = "give a task up that has killed so many"},
    {"fail-task", OPTION_NUMBER, AT(fail_task), "0", 0, MAX_TASKS,
        .help = "the task that ends with an error; 0: none"},
    {"expect", OPTION_WORD, AT(expect), "lesson", .words = expectations,
        .silent = true, .help = "exact: any task lost is status 1"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct pool_result, member)
static const struct field result_fields[] = {
    {"results", FIELD_INTEGER, AT(results), NULL},
    {"errors", FIELD_INTEGER, AT(errors), NULL},
    {"lost", FIELD_INTEGER, AT(lost), NULL},
    {"wrong", FIELD_INTEGER, AT(wrong), NULL},
    {"twice", FIELD_INTEGER, AT(twice), NULL},
    {"workers_died", FIELD_INTEGER, AT(died), NULL},
    {"retried", FIELD_INTEGER, AT(retried), NULL},
    {"repaired", FIELD_INTEGER, AT(repaired), NULL},
    {"elapsed_ns", FIELD_INTEGER, AT(elapsed_ns), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"log", FIELD_LINES, AT(log), NULL},
    {"note", FIELD_TEXT, AT(note), NULL}, {.name = NULL}};
#undef AT

size_t
pool_memory_bytes(const struct pool_options *options)
{
    size_t bytes = sizeof(struct pool_memory) +
                   (size_t)options->tasks * sizeof(struct pool_future);

    memory_need((double)bytes, "the queue", "ask for fewer --tasks");
    return bytes;
}

static struct pool_future *
future_of(const struct pool *pool, long task)
{
    return &pool->memory->futures[task - 1];
}

static struct pool_trace *
trace_of(const struct pool *pool, long task)
{
    return &pool->record->traces[task - 1];
}

/* ---- The queue. The lock is held in all of this part. ---- */

static int
state_of(const struct pool *pool, long task)
{
    return atomic_load_explicit(
        &future_of(pool, task)->state, memory_order_relaxed);
}

/* This store is the change. All that belongs to the new state is written
 * before, hence release: were the state written first, and its writer killed
 * next, a result would be there that nobody has written. */
static void
change(const struct pool *pool, long task, enum pool_state state)
{
    atomic_store_explicit(
        &future_of(pool, task)->state, state, memory_order_release);
}

static void
pass(const struct pool *pool)
{
    struct pool_memory *memory = pool->memory;

    while (memory->passed < memory->submitted &&
           state_of(pool, memory->passed + 1) != POOL_WAITING)
        memory->passed++;
}

static void
let_wait(const struct pool *pool, long task)
{
    struct pool_memory *memory = pool->memory;

    change(pool, task, POOL_WAITING);
    memory->waiting++;
    if (task <= memory->passed)
        memory->passed = task - 1;
}

void
pool_repair(const struct pool *pool)
{
    struct pool_memory *memory = pool->memory;

    memory->waiting = 0;
    for (long task = 1; task <= memory->submitted; task++)
        memory->waiting += state_of(pool, task) == POOL_WAITING;
    memory->passed = 0;
    pass(pool);
    memory->repaired++;
}

/* ---- A task. ---- */

/* SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), each value made from the one
 * before: there is no short cut to the end of the chain. */
uint64_t
pool_chain(long task, long rounds)
{
    uint64_t value = (uint64_t)task;

    for (long i = 0; i < rounds; i++) {
        value += 0x9e3779b97f4a7c15u;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
        value ^= value >> 31;
    }
    return value;
}

/* Write where there is no memory, as a wild pointer does. First see to it that
 * nobody catches it (a sanitizer would, and our coroutines look for overflows
 * of their stacks) and that no core file is left behind. */
_Noreturn static void
crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    prctl(PR_SET_DUMPABLE, 0);
    volatile char *nowhere =
        mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *nowhere = 1;
    abort();
}

static bool
is_doomed(const struct pool *pool, long task, enum pool_crash_at place)
{
    const struct pool_options *options = pool->options;

    return task == options->crash_task && options->crash_at == (int)place &&
           future_of(pool, task)->deaths < options->crash_times;
}

static bool
is_one_running(const struct pool *pool, long before)
{
    bool found = false;

    pool_lock(pool);
    for (long task = 1; task < before && !found; task++)
        found = state_of(pool, task) == POOL_RUNNING;
    pool_unlock(pool);
    return found;
}

/* Let the earlier tasks be finished, so that there is something to lose. */
_Noreturn static void
crash_at_work(const struct pool *pool, long task)
{
    while (is_one_running(pool, task))
        pool_pause(LOOK_NS);
    crash();
}

/* ---- The workers. ---- */

/* Take the first task that waits; 0: none does. The lock is held. */
static long
take_first(const struct pool *pool, int worker)
{
    struct pool_memory *memory = pool->memory;

    pass(pool);
    if (memory->passed == memory->submitted)
        return 0;
    long task = memory->passed + 1;
    future_of(pool, task)->worker = worker;
    *trace_of(pool, task) = (struct pool_trace){worker, clock_ns(), 0};
    change(pool, task, POOL_RUNNING);
    if (is_doomed(pool, task, POOL_AT_QUEUE))
        crash(); /* the lock in hand, and waiting counts one too many */
    memory->waiting--;
    return task;
}

/* The next task for this worker; 0: go home. */
static long
take(const struct pool *pool, int worker)
{
    long task;
    bool closed;

    do {
        pool_await(pool);
        task = take_first(pool, worker);
        closed = pool->memory->closed;
        pool_unlock(pool);
    } while (task == 0 && !closed);
    return task;
}

/* The outcome goes into the future, once and for all. */
static void
settle(
    const struct pool *pool, int worker, long task, uint64_t result, int error)
{
    struct pool_future *future = future_of(pool, task);

    pool_lock(pool);
    if (state_of(pool, task) != POOL_RUNNING || future->worker != worker) {
        pool->memory->twice++;
    } else {
        trace_of(pool, task)->finished_ns = clock_ns();
        future->result = result;
        future->error = error;
        change(pool, task, POOL_DONE);
    }
    pool_unlock(pool);
}

void
pool_work(const struct pool *pool, int index)
{
    const struct pool_options *options = pool->options;
    long task;

    while ((task = take(pool, index)) != 0) {
        uint64_t result = pool_chain(task, options->rounds);
        if (options->work_us > 0)
            pool_pause(options->work_us * NS_PER_US);
        if (is_doomed(pool, task, POOL_AT_WORK))
            crash_at_work(pool, task);
        settle(
            pool, index, task, result, task == options->fail_task ? EDOM : 0);
    }
}

/* ---- The starter. ---- */

void
pool_submit(const struct pool *pool)
{
    pool->record->submitted_ns = clock_ns();
    for (long task = 1; task <= pool->options->tasks; task++) {
        pool_lock(pool);
        let_wait(pool, task);
        pool->memory->submitted = task;
        pool_unlock(pool);
        pool_wake(pool, 1);
    }
}

void
pool_close(const struct pool *pool)
{
    pool_lock(pool);
    pool->memory->closed = true;
    pool_unlock(pool);
    pool_wake(pool, pool->options->workers);
}

/* What the dead one had in hand; 0: nothing. The lock is held. */
static long
task_of(const struct pool *pool, int worker)
{
    for (long task = 1; task <= pool->memory->submitted; task++)
        if (state_of(pool, task) == POOL_RUNNING &&
            future_of(pool, task)->worker == worker)
            return task;
    return 0;
}

/* Back into the queue, or given up. The lock is held. */
static void
bring_back(const struct pool *pool, long task)
{
    struct pool_future *future = future_of(pool, task);

    future->deaths++;
    if (future->deaths < pool->options->attempts) {
        let_wait(pool, task);
        pool->record->retried++;
        return;
    }
    trace_of(pool, task)->finished_ns = clock_ns();
    future->error = EOWNERDEAD;
    change(pool, task, POOL_DONE);
}

/* What nobody has ordered. */
static void
tell_death(const struct pool *pool, const struct pool_death *death)
{
    const struct pool_options *options = pool->options;
    long task = death->task, deaths = task ? future_of(pool, task)->deaths : 0;
    char fate[80] = "it had no task";

    if (task != 0 && task == options->crash_task && death->signal == SIGSEGV &&
        deaths <= options->crash_times)
        return;
    if (task != 0)
        snprintf(fate, sizeof(fate),
            deaths < options->attempts ? "task %ld is tried again"
                                       : "task %ld is given up",
            task);
    complain("worker %d (process %d) was killed by %s: %s", death->worker,
        (int)death->process, stop_signal_name(death->signal), fate);
}

bool
pool_bury(const struct pool *pool, int worker, pid_t process, int signal)
{
    struct pool_record *record = pool->record;
    struct pool_death *death = &record->deaths[record->died++];

    *death = (struct pool_death){
        .process = process, .worker = worker, .signal = signal};
    pool_lock(pool);
    death->ns = clock_ns();
    death->task = task_of(pool, worker);
    if (death->task != 0)
        bring_back(pool, death->task);
    pool_unlock(pool);
    tell_death(pool, death);
    /* Killed on the way from being woken to its task, it has taken a wake-up
     * along. One too many does no harm. */
    pool_wake(pool, 1);
    if (record->died == POOL_DEATHS)
        complain("%d workers have died: no more are replaced", POOL_DEATHS);
    return record->died < POOL_DEATHS;
}

/* ---- The log: made from the flight recorder. ---- */

/* What is told in one line: a task's end, or a worker's. */
struct moment {
    long ns, task;
    const struct pool_death *death;
};

static int
by_time(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;

    if (a->ns != b->ns)
        return a->ns < b->ns ? -1 : 1;
    return (a->task > b->task) - (a->task < b->task);
}

/* A task that was under way when the pool died comes last. */
static long
list_moments(const struct pool *pool, struct moment *moments)
{
    const struct pool_record *record = pool->record;
    long count = 0;

    for (long task = 1; task <= pool->options->tasks; task++) {
        const struct pool_trace *trace = trace_of(pool, task);
        bool crashed = record->died > 0 && record->deaths[0].task == task;
        if (trace->finished_ns > 0)
            moments[count++] = (struct moment){trace->finished_ns, task, NULL};
        else if (trace->started_ns > 0 && !crashed)
            moments[count++] = (struct moment){LONG_MAX, task, NULL};
    }
    for (long i = 0; i < record->died; i++)
        moments[count++] = (struct moment){
            record->deaths[i].ns, record->deaths[i].task, &record->deaths[i]};
    qsort(moments, (size_t)count, sizeof(*moments), by_time);
    return count;
}

/* How a task ended. Where the pool died, there is no future to ask. */
static void
write_end(const struct pool *pool, const struct moment *moment, char text[40])
{
    const struct pool_future *future =
        pool->memory != NULL ? future_of(pool, moment->task) : NULL;
    const size_t size = 40;

    if (moment->ns == LONG_MAX)
        snprintf(text, size, "was under way: gone, too");
    else if (future == NULL)
        snprintf(text, size, "done: the result is gone");
    else if (future->error == EOWNERDEAD)
        snprintf(text, size, "given up: no worker survives it");
    else if (future->error != 0)
        snprintf(text, size, "error: %s", strerror(future->error));
    else
        snprintf(
            text, size, "result %016llx", (unsigned long long)future->result);
}

static void
write_line(const struct pool *pool, const struct moment *moment,
    char line[POOL_LINE_BYTES])
{
    const struct pool_death *death = moment->death;
    int worker = death != NULL      ? death->worker
                 : moment->task > 0 ? trace_of(pool, moment->task)->worker
                                    : 0;
    char when[24] = "", task[32] = "", text[40];

    if (moment->ns != LONG_MAX)
        snprintf(when, sizeof(when), "%.2f ms",
            (double)(moment->ns - pool->record->submitted_ns) / NS_PER_MS);
    if (moment->task > 0)
        snprintf(task, sizeof(task), "task %ld", moment->task);
    if (death != NULL)
        snprintf(text, sizeof(text), "dies of %s (process %d)",
            stop_signal_name(death->signal), (int)death->process);
    else
        write_end(pool, moment, text);
    snprintf(line, POOL_LINE_BYTES, "%11s  worker %-3d %-9s  %s", when, worker,
        task, text);
}

/* The first lines and the last, where there are too many. */
static void
write_log(const struct pool *pool, struct pool_result *result)
{
    enum { LAST = 8, FIRST = POOL_LINES - LAST - 1 };
    size_t room = (size_t)(pool->options->tasks + pool->record->died);
    struct moment *moments = calloc(room, sizeof(*moments));
    int line = 0;

    if (moments == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for the log");
    long count = list_moments(pool, moments);
    for (long i = 0; i < count; i++) {
        if (count > POOL_LINES && i == FIRST) {
            long left_out = count - FIRST - LAST;
            snprintf(result->text[line], POOL_LINE_BYTES, "%11s  %ld more",
                "...", left_out);
            result->lines[line] = result->text[line];
            line++;
            i += left_out;
        }
        write_line(pool, &moments[i], result->text[line]);
        result->lines[line] = result->text[line];
        line++;
    }
    free(moments);
    result->log = result->lines;
}

/* ---- The outcome. ---- */

void
pool_collect(const struct pool *pool, struct pool_result *result)
{
    const struct pool_record *record = pool->record;
    long rounds = pool->options->rounds, last_ns = record->submitted_ns;

    for (long task = 1; task <= pool->options->tasks; task++) {
        const struct pool_future *future = future_of(pool, task);
        long finished_ns = trace_of(pool, task)->finished_ns;
        if (state_of(pool, task) != POOL_DONE) {
            result->lost++;
        } else if (future->error != 0) {
            result->errors++;
        } else {
            result->results++;
            result->wrong += future->result != pool_chain(task, rounds);
        }
        if (finished_ns > last_ns)
            last_ns = finished_ns;
    }
    result->twice = pool->memory->twice;
    result->repaired = pool->memory->repaired;
    result->died = record->died;
    result->retried = record->retried;
    result->elapsed_ns = last_ns - record->submitted_ns;
    write_log(pool, result);
}

/* The pool's process is dead, and its futures with it: read the recorder. */
static void
collect_dead(const struct pool_options *options, struct pool_record *record,
    pid_t process, int signal, struct pool_result *result)
{
    struct pool pool = {.options = options, .record = record};
    int worker = trace_of(&pool, options->crash_task)->worker;

    record->died = 1;
    record->deaths[0] = (struct pool_death){
        process, worker, signal, options->crash_task, clock_ns()};
    for (long task = 1; task <= options->tasks; task++)
        result->finished += trace_of(&pool, task)->finished_ns > 0;
    result->lost = options->tasks;
    result->died = options->workers;
    result->signal = signal;
    result->elapsed_ns = record->deaths[0].ns - record->submitted_ns;
    write_log(&pool, result);
}

/* ---- A pool that is one process can tell nothing about its own death: so it
 * runs in a child, and we are the ones who see it. ---- */

/* Wait until the child has ended; die, after it, of a signal that asks us to
 * stop. */
static int
await_child(pid_t child)
{
    int wait_status, asked = 0;
    pid_t ended;

    while ((ended = waitpid(child, &wait_status, WNOHANG)) != child) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the pool is out of sight");
        int signal = ended == 0 ? stop_wait(-1) : 0;
        if (signal != 0) {
            asked = signal;
            kill(child, SIGKILL);
        }
    }
    /* Ctrl-C reaches the child as well, and it may be gone first. */
    if (asked == 0 && WIFSIGNALED(wait_status))
        asked = stop_wait(0);
    stop_release(asked);
    return wait_status;
}

static int
watch(const struct pool_options *options, struct pool_record *record,
    struct pool_result *result)
{
    pid_t self = getpid();

    stop_hold();
    stop_nameless();
    pid_t child = fork();
    if (child == -1)
        die(STATUS_CANNOT, "fork: %m: the pool that crashes needs a process "
                           "of its own: see 'ulimit -u'");
    if (child == 0) {
        stop_orphan(self);
        _exit(pool_run(options, record, result));
    }
    int wait_status = await_child(child);
    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) != STATUS_HELD)
        return WEXITSTATUS(wait_status); /* it has said why itself */
    if (WIFEXITED(wait_status))
        die(STATUS_BROKEN, "task %ld has not crashed", options->crash_task);
    if (WTERMSIG(wait_status) != SIGSEGV)
        die(STATUS_BROKEN,
            "the pool (process %d) was killed by %s: the run "
            "is over",
            (int)child, stop_signal_name(WTERMSIG(wait_status)));
    collect_dead(options, record, child, SIGSEGV, result);
    return STATUS_HELD;
}

/* ---- The scenario. ---- */

static void
check_task(const char *name, long task, long tasks)
{
    if (task > tasks)
        die(STATUS_USAGE, "--%s: '%ld' will not do: there are %ld tasks", name,
            task, tasks);
}

static int
run(const void *from, void *into)
{
    const struct pool_options *options = from;
    struct pool_result *result = into;
    size_t bytes = sizeof(struct pool_record) +
                   (size_t)options->tasks * sizeof(struct pool_trace);

    check_task("crash-task", options->crash_task, options->tasks);
    check_task("fail-task", options->fail_task, options->tasks);
    struct pool_record *record = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (record == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: no memory for the flight recorder");
    int status = pool_is_one_process && options->crash_task > 0
                     ? watch(options, record, result)
                     : pool_run(options, record, result);
    munmap(record, bytes);
    return status;
}

/* How many futures should hold an error. */
static long
errors_ordered(const struct pool_options *options)
{
    bool given_up =
        options->crash_task > 0 && options->crash_times >= options->attempts;

    return (options->fail_task > 0) +
           (given_up && options->crash_task != options->fail_task);
}

static void
write_note(const struct pool_options *options, struct pool_result *result)
{
    const size_t size = sizeof(result->note);

    if (result->signal != 0)
        snprintf(result->note, size,
            "one %s took the process: %ld workers, the results of %ld "
            "finished tasks, and %ld tasks that had none yet",
            stop_signal_name(result->signal), result->died, result->finished,
            options->tasks - result->finished);
    else if (!result->ok)
        snprintf(result->note, size,
            "the pool broke its promise: one outcome "
            "for every task, and the right one");
    else if (result->died > 0)
        snprintf(result->note, size,
            "%ld worker%s died and %s replaced, %ld time%s a task was tried "
            "again, the others went on%s",
            result->died, result->died > 1 ? "s" : "",
            result->died > 1 ? "were" : "was", result->retried,
            result->retried == 1 ? "" : "s",
            result->repaired > 0 ? "; the queue, locked by the dead, was "
                                   "found so and repaired"
                                 : "");
    else
        snprintf(result->note, size, "every task has its result%s",
            result->errors > 0 ? ", or its error, in its future" : "");
}

static int
judge(const void *from, void *into)
{
    const struct pool_options *options = from;
    struct pool_result *result = into;
    bool lesson = result->signal != 0 && options->expect == 0;

    result->ok = result->results + result->errors == options->tasks &&
                 result->lost == 0 && result->wrong == 0 &&
                 result->twice == 0 &&
                 result->errors == errors_ordered(options);
    write_note(options, result);
    return result->ok || lesson ? STATUS_HELD : STATUS_BROKEN;
}

static const char *const variants[] = {"--sync=sem", NULL};

const struct scenario scenario = {
    .name = "pool",
    .question = "Does every task get its result, also when a worker crashes?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct pool_options),
    .result_bytes = sizeof(struct pool_result),
    .variants = variants,
    .run = run,
    .judge = judge,
};
