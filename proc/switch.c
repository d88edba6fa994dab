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

static struct switch_pair pair;
static struct baton baton; /* its calls: kit/baton.c */
static sem_t *wake;        /* worker 1 sleeps here between batches */

static struct crew crew;

void
switch_pass(int to)
{
    baton_pass(&baton, to);
}

void
switch_await(int self)
{
    baton_await(&baton, self);
}

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
    baton.memory = &memory->baton;
    baton.sems[0] = segment_sem(0);
    baton.sems[1] = segment_sem(0);
    wake = segment_sem(0);
    baton_init(&baton, (enum baton_way)options->how, PTHREAD_PROCESS_SHARED);
    switch_init(&pair, options, memory, PTHREAD_PROCESS_SHARED);
    crew_init(&crew, SWITCH_WORKERS);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    baton_join(&baton, index);
    _exit(switch_work(&pair, index));
}

static void
start(void)
{
    for (int i = 0; i < SWITCH_WORKERS; i++) {
        pid_t id = fork();
        if (id == -1)
            crew_short(&crew);
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

int
switch_run(const struct switch_options *options, struct switch_result *result)
{
    setup(options);
    start();
    join();
    switch_collect(&pair, result);
    return STATUS_HELD;
}
