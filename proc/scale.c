/* N processes at once, each a child of this one. Most of the cost of one is in
 * the kernel: its task, its page tables, its kernel stack. */

#include "scale.h"

#include "segment.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/futex.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_NS = 100000000 };

/* What a process takes for itself, mostly in the kernel. */
static const struct room_each one = {.tasks = 1, .bytes = 256 * 1024};

static struct scale scale;

static struct crew crew;

/* A futex and not a semaphore, because one call wakes all. */
void
scale_sleep(void)
{
    atomic_fetch_add(&scale.memory->arrived, 1);
    futex_wake(&scale.memory->arrived, 1);
    while (atomic_load(&scale.memory->state) == SCALE_ASLEEP)
        futex_wait(&scale.memory->state, SCALE_ASLEEP, -1);
}

void
scale_wake(void)
{
    atomic_store(&scale.memory->state, SCALE_TURNS);
    futex_wake(&scale.memory->state, INT_MAX);
}

/* Wait until that many are about to sleep. One that has died never will be: so
 * check for that as well, from time to time. */
static void
await(int workers)
{
    int wait_status;

    while (atomic_load(&scale.memory->arrived) < workers) {
        futex_wait(&scale.memory->arrived, workers - 1, PATIENCE_NS);
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id > 0)
            crew_reaped(&crew, id, wait_status);
    }
}

static void
setup(const struct scale_options *options)
{
    scale_init(&scale, options, segment_new, &one);
    crew_init(&crew, (int)options->workers);
}

_Noreturn static void
worker(void)
{
    long began_ns = clock_ns();

    stop_orphan(crew.parent);
    scale_work(&scale, began_ns);
    _exit(STATUS_HELD);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        long begin_ns = clock_ns();
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker();
        crew_started(&crew, id);
        await(i + 1);
        scale_arrived(&scale, i, begin_ns);
        if (scale_is_short(i))
            crew_give_up(&crew, STATUS_CANNOT);
        crew_stop(&crew, stop_wait(0));
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
scale_run(const struct scale_options *options, struct scale_result *result)
{
    setup(options);
    scale.before = scale_size(NULL, 0);
    start((int)options->workers);
    scale.after = scale_size(crew.ids, crew.started);
    scale_wake();
    join();
    scale_collect(&scale, crew.started - crew.alive, result);
}
