/* Handing over between two threads.
 *
 * They share everything. When one sleeps and the other runs, the CPU keeps its
 * address space. */

#include "switch.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const char twin_model[] = "thread";

struct seat {
    const struct switch_pair *pair;
    int index;
};

struct crew {
    pthread_t ids[2];
    struct seat seats[2];
    int started;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

/* Process-shared though threads do not need it: the same kind of futex as in
 * proc, so that the ratio compares the models alone. */
static sem_t *
new_sem(long value)
{
    sem_t *sem = malloc(sizeof(*sem));

    if (sem == NULL || sem_init(sem, PTHREAD_PROCESS_SHARED, (unsigned)value))
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    pair->memory = new_memory(sizeof(*pair->memory));
    pair->sems[0] = new_sem(0);
    pair->sems[1] = new_sem(0);
    switch_init(pair, PTHREAD_PROCESS_PRIVATE);
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    switch_work(seat->pair, seat->index);
    return NULL;
}

static int
start(const struct switch_pair *pair, struct crew *crew)
{
    for (int i = 0; i < switch_workers(pair->options); i++) {
        crew->seats[i] = (struct seat){pair, i};
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
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
    return STATUS_HELD;
}

static void
teardown(struct switch_pair *pair, struct crew *crew)
{
    (void)crew;
    switch_close(pair);
    sem_destroy(pair->sems[1]);
    free(pair->sems[1]);
    sem_destroy(pair->sems[0]);
    free(pair->sems[0]);
    free(pair->memory);
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
    result->switches = atomic_load(&pair.memory->switches);
    teardown(&pair, &crew);
    return started != STATUS_HELD ? started : joined;
}
