/* Handing over between two threads.
 *
 * They share everything. When one sleeps and the other runs, the CPU keeps its
 * address space. */

#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "switch.h"

#include "kit/die.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

const char switch_counter[] = "the kernel";

struct seat {
    const struct switch_pair *pair;
    int index;
    int status; /* what it ended with */
};

struct crew {
    pthread_t ids[SWITCH_WORKERS];
    struct seat seats[SWITCH_WORKERS];
    int started;
};

static void *
new_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    return memory;
}

/* Process-shared though threads do not need it, unless --private asks for the
 * other kind: the same kind of futex as in proc, so that the ratio compares the
 * models alone. */
static sem_t *
new_sem(int process_shared)
{
    sem_t *sem = malloc(sizeof(*sem));

    if (sem == NULL || sem_init(sem, process_shared, 0))
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

void
switch_pass(const struct switch_pair *pair, int to)
{
    baton_pass(&pair->baton, to);
}

void
switch_await(const struct switch_pair *pair, int self)
{
    baton_await(&pair->baton, self);
}

void
switch_sleep(const struct switch_pair *pair)
{
    while (sem_wait(&pair->memory->wake) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: cannot wait for worker 0");
}

void
switch_wake(const struct switch_pair *pair)
{
    if (sem_post(&pair->memory->wake) == -1)
        die(STATUS_BROKEN, "sem_post: %m: cannot wake worker 1");
}

/* A yield counts as involuntary, a sleep as voluntary. */
long
switch_count(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count the switches");
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

static void
init_baton(struct switch_pair *pair, int process_shared)
{
    pair->baton.memory = &pair->memory->baton;
    baton_init(
        &pair->baton, (enum baton_way)pair->options->how, process_shared);
    if (sem_init(&pair->memory->wake, PTHREAD_PROCESS_PRIVATE, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
}

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    int process_shared = pair->options->private ? PTHREAD_PROCESS_PRIVATE
                                                : PTHREAD_PROCESS_SHARED;

    pair->memory = new_memory(switch_bytes(pair->options));
    pair->baton.sems[0] = new_sem(process_shared);
    pair->baton.sems[1] = new_sem(process_shared);
    init_baton(pair, process_shared);
    switch_init(pair, PTHREAD_PROCESS_PRIVATE);
    crew->started = 0;
}

static void *
worker(void *argument)
{
    struct seat *seat = argument;

    baton_join(&seat->pair->baton, seat->index);
    seat->status = switch_work(seat->pair, seat->index);
    return NULL;
}

static int
start(const struct switch_pair *pair, struct crew *crew)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        crew->seats[i] = (struct seat){.pair = pair, .index = i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u'",
                strerror(code), i);
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
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
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
    sem_destroy(&pair->memory->wake);
    baton_close(&pair->baton);
    sem_destroy(pair->baton.sems[1]);
    free(pair->baton.sems[1]);
    sem_destroy(pair->baton.sems[0]);
    free(pair->baton.sems[0]);
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
