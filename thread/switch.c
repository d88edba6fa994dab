/* Handing over between two threads.
 *
 * They share everything. When one sleeps and the other runs, the CPU keeps its
 * address space. */

#include "switch.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

const char twin_model[] = "thread";

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

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    int process_shared = pair->options->private ? PTHREAD_PROCESS_PRIVATE
                                                : PTHREAD_PROCESS_SHARED;

    pair->memory = new_memory(switch_bytes(pair->options));
    pair->baton.sems[0] = new_sem(process_shared);
    pair->baton.sems[1] = new_sem(process_shared);
    switch_init(pair);
    crew->started = 0;
}

static void *
worker(void *argument)
{
    struct seat *seat = argument;

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
