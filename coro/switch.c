/* Handing over between two coroutines.
 *
 * The kernel is not asked, and does not know: the registers of one are put
 * away, those of the other are taken. Only ways that sleep in our own scheduler
 * can do that. */

#include "switch.h"

#include "coro.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

const char switch_counter[] = "our own scheduler";

struct seat {
    const struct switch_pair *pair;
    int index;
    int status; /* what it ended with */
};

struct crew {
    struct coro *ids[SWITCH_WORKERS];
    struct seat seats[SWITCH_WORKERS];
    int started;
};

/* What kit/baton.h is between tasks of the kernel. */
static struct {
    struct coro_sem sems[SWITCH_WORKERS]; /* sem: worker 0 waits at [0] */
    struct coro_mutex mutex;              /* cond: for holder */
    struct coro_cond changed[SWITCH_WORKERS];
    int holder; /* cond, yield: whose turn it is */
    struct coro_sem wake;
} baton;

static const char *const names[SWITCH_WORKERS] = {"worker 0", "worker 1"};

static void *
new_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    return memory;
}

static void
new_sem(struct coro_sem *sem, const char *name)
{
    coro_sem_init(sem, name, 0);
}

void
switch_pass(const struct switch_pair *pair, int to)
{
    switch (pair->options->how) {
    case BATON_SEM:
        coro_sem_post(&baton.sems[to]);
        break;
    case BATON_COND:
        coro_mutex_lock(&baton.mutex);
        baton.holder = to;
        coro_mutex_unlock(&baton.mutex);
        coro_cond_signal(&baton.changed[to]);
        break;
    default: /* BATON_YIELD */
        baton.holder = to;
    }
}

void
switch_await(const struct switch_pair *pair, int self)
{
    switch (pair->options->how) {
    case BATON_SEM:
        coro_sem_wait(&baton.sems[self]);
        break;
    case BATON_COND:
        coro_mutex_lock(&baton.mutex);
        while (baton.holder != self)
            coro_cond_wait(&baton.changed[self], &baton.mutex);
        coro_mutex_unlock(&baton.mutex);
        break;
    default: /* BATON_YIELD */
        do
            coro_yield();
        while (baton.holder != self);
    }
}

void
switch_sleep(const struct switch_pair *pair)
{
    (void)pair;
    coro_sem_wait(&baton.wake);
}

void
switch_wake(const struct switch_pair *pair)
{
    (void)pair;
    coro_sem_post(&baton.wake);
}

long
switch_count(void)
{
    return coro_switches();
}

/* Say no to what would put the only thread to sleep, and to what takes two. */
static void
init_baton(const struct switch_pair *pair)
{
    const struct switch_options *options = pair->options;

    if (options->how != BATON_YIELD && options->how != BATON_SEM &&
        options->how != BATON_COND)
        die(STATUS_CANNOT,
            "--how=%s: it would put the thread to sleep, and all coroutines "
            "with it: choose one of yield sem cond",
            baton_ways[options->how]);
    if (options->cores > 1)
        die(STATUS_CANNOT, "--cores=2: coroutines run in one thread, and so on "
                           "one core at a time");
    if (options->private || options->own_files)
        die(STATUS_CANNOT,
            "%s: coroutines ask the kernel for no futex, and have the file "
            "table of their thread: leave it out",
            options->private ? "--private" : "--own-files");
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        new_sem(&baton.sems[i], names[i]);
        coro_cond_init(&baton.changed[i], names[i]);
    }
    coro_mutex_init(&baton.mutex, "baton", CORO_MUTEX_NORMAL);
    new_sem(&baton.wake, "next batch");
}

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    pair->memory = new_memory(switch_bytes(pair->options));
    init_baton(pair);
    switch_init(pair, GATE_OPEN);
    crew->started = 0;
}

static void
worker(void *argument)
{
    struct seat *seat = argument;

    seat->status = switch_work(seat->pair, seat->index);
}

static int
start(const struct switch_pair *pair, struct crew *crew)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        crew->seats[i] = (struct seat){.pair = pair, .index = i};
        crew->ids[i] = coro_spawn(names[i], worker, &crew->seats[i]);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: is "
                     "memory limited, see 'ulimit -v'?",
                i);
            gate_call_off(&pair->memory->gate, i);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int status = STATUS_HELD;

    for (int i = 0; i < crew->started; i++) {
        coro_join(crew->ids[i]);
        if (status == STATUS_HELD)
            status = crew->seats[i].status;
    }
    return status;
}

static void
teardown(struct switch_pair *pair, struct crew *crew)
{
    (void)crew;
    switch_close(pair);
    munmap(pair->memory, switch_bytes(pair->options));
}

int
switch_run(const struct switch_options *options, struct switch_result *result)
{
    struct switch_pair pair = {.options = options};
    struct crew crew;

    setup(&pair, &crew);
    int started = start(&pair, &crew);
    int joined = join(&crew);
    result->elapsed_ns = pair.memory->elapsed_ns;
    result->switches = pair.memory->switches;
    teardown(&pair, &crew);
    return started != STATUS_HELD ? started : joined;
}
