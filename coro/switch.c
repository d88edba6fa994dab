/* Handing over between two coroutines.
 *
 * The kernel is not involved: the registers of one are saved, those of the
 * other are restored. Only the ways that sleep in our own scheduler can do
 * that. */

#include "switch.h"

#include "coro.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/start.h"

#include <stdint.h>

static struct switch_pair pair; /* with a baton: coro/baton.c */
static struct coro_sem wake = {.name = "next batch"};

static struct coro *ids[SWITCH_WORKERS];

void
switch_sleep(void)
{
    coro_sem_wait(&wake);
}

void
switch_wake(void)
{
    coro_sem_post(&wake);
}

static void
setup(const struct switch_options *options)
{
    baton_init(&pair.baton, (enum baton_way)options->how, GATE_OPEN);
    if (options->cores > 1)
        die(STATUS_CANNOT,
            "--cores=2: coroutines share one thread, on one core at a time");
    if (options->private || options->own_files)
        die(STATUS_CANNOT,
            "%s: coroutines use no futexes, and share their thread's file "
            "table: leave it out",
            options->private ? "--private" : "--own-files");
    struct switch_memory *memory = memory_new(switch_bytes(options));
    switch_init(&pair, options, memory, GATE_OPEN);
}

static void
worker(void *index)
{
    switch_work(&pair, (int)(intptr_t)index);
}

static void
start(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
    }
}

static void
join(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++)
        coro_join(ids[i]);
}

void
switch_run(const struct switch_options *options, struct switch_result *result)
{
    setup(options);
    start();
    join();
    switch_collect(&pair, result);
}
