/* Handing over between two processes.
 *
 * They share a segment, named semaphores, and the pipes that they inherit. A
 * switch from one to the other also switches the address space. */

#include "switch.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/must.h"

#include <sys/wait.h>
#include <unistd.h>

static struct switch_pair pair; /* with a baton: kit/baton.c */
static sem_t *wake;             /* worker 1 sleeps here between batches */

static struct crew crew;

void
switch_sleep(void)
{
    MUST_ERRNO(sem_wait(wake));
}

void
switch_wake(void)
{
    MUST_ERRNO(sem_post(wake));
}

static void
setup(const struct switch_options *options)
{
    if (options->private)
        die(STATUS_CANNOT, "--private: a futex private to one process cannot "
                           "be used by two: use thread/switch");
    struct switch_memory *memory = segment_new(switch_bytes(options));
    pair.baton.memory = &memory->baton;
    pair.baton.sems[0] = segment_sem(0);
    pair.baton.sems[1] = segment_sem(0);
    wake = segment_sem(0);
    baton_init(
        &pair.baton, (enum baton_way)options->how, PTHREAD_PROCESS_SHARED);
    switch_init(&pair, options, memory, PTHREAD_PROCESS_SHARED);
    crew_init(&crew, SWITCH_WORKERS);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    baton_join(&pair.baton, index);
    switch_work(&pair, index);
    _exit(STATUS_HELD);
}

static void
start(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i);
        crew_started(&crew, id);
    }
}

static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        crew_reaped(&crew, id, wait_status);
    }
    crew_end(&crew);
}

void
switch_run(const struct switch_options *options, struct switch_result *result)
{
    setup(options);
    start();
    join();
    switch_collect(&pair, result);
}
