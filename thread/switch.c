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

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    size_t bytes = sizeof(*pair->memory);

    pair->memory = calloc(1, bytes);
    if (pair->memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);

    for (int i = 0; i < 2; i++) {
        pair->sems[i] = malloc(sizeof(*pair->sems[i]));
        if (pair->sems[i] == NULL)
            die(STATUS_CANNOT, "malloc: %m: no memory for a semaphore");
        /* 1, process-shared, though threads do not need it: the same kind of
         * futex as in proc, so that the ratio compares the models alone. */
        if (sem_init(pair->sems[i], 1, 0) == -1)
            die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    }
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
    for (int i = 0; i < 2; i++) {
        sem_destroy(pair->sems[i]);
        free(pair->sems[i]);
    }
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
