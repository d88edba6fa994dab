/* Handing over between two threads.
 *
 * They share everything: a switch from one to the other keeps the address
 * space. */

#include "switch.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <stdint.h>

static struct switch_pair pair; /* with a baton: kit/baton.c */
static sem_t sems[SWITCH_WORKERS];
static sem_t wake; /* worker 1 sleeps here between batches */

static pthread_t ids[SWITCH_WORKERS];

void
switch_sleep(void)
{
    MUST_ERRNO(sem_wait(&wake));
}

void
switch_wake(void)
{
    MUST_ERRNO(sem_post(&wake));
}

/* Process-shared, though threads do not need it, unless --private asks for the
 * other kind: with the same kind of futex as in proc, the ratio compares the
 * models alone. */
static void
setup(const struct switch_options *options)
{
    int sharing =
        options->private ? PTHREAD_PROCESS_PRIVATE : PTHREAD_PROCESS_SHARED;

    struct switch_memory *memory = memory_new(switch_bytes(options));
    pair.baton.memory = &memory->baton;
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        MUST_ERRNO(sem_init(&sems[i], sharing, 0));
        pair.baton.sems[i] = &sems[i];
    }
    MUST_ERRNO(sem_init(&wake, PTHREAD_PROCESS_PRIVATE, 0));
    baton_init(&pair.baton, (enum baton_way)options->how, sharing);
    switch_init(&pair, options, memory, PTHREAD_PROCESS_PRIVATE);
}

static void *
worker(void *index)
{
    baton_join(&pair.baton, (int)(intptr_t)index);
    switch_work(&pair, (int)(intptr_t)index);
    return NULL;
}

static void
start(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            start_refused("pthread_create", code, i);
    }
}

static void
join(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++)
        MUST(pthread_join(ids[i], NULL));
}

void
switch_run(const struct switch_options *options, struct switch_result *result)
{
    setup(options);
    start();
    join();
    switch_collect(&pair, result);
}
