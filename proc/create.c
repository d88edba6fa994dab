/* Creating a process: fork, _exit, waitpid.
 *
 * fork copies the page tables and the tables of files and signals, and marks
 * every page copy-on-write; the kernel takes it all apart again at _exit. */

#include "create.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/must.h"
#include "kit/start.h"
#include "kit/stop.h"

#include <sys/wait.h>
#include <unistd.h>

static pid_t id;
static long reaped;

static void
setup(void)
{
    stop_note(); /* so that a child is never left half-way */
    reaped = 0;
}

_Noreturn static void
worker(void)
{
    _exit(STATUS_HELD);
}

static void
start(void)
{
    if (stop_noted() != 0)
        stop_release(0); /* dies of it */
    id = fork();
    if (id == -1)
        start_refused("fork", errno, (int)reaped);
    if (id == 0)
        worker();
}

static void
join(void)
{
    int wait_status = 0;

    MUST_ERRNO(waitpid(id, &wait_status, 0));
    if (WIFSIGNALED(wait_status)) /* else it has ended by _exit */
        die(STATUS_BROKEN,
            "worker %ld (process %d) was killed by %s: the run is over", reaped,
            (int)id, stop_signal_name(WTERMSIG(wait_status)));
    reaped++;
}

void
create_run(const struct create_options *options, struct create_result *result)
{
    setup();
    long begin_ns = clock_ns();
    for (long i = 0; i < options->count; i++) {
        __asm__ volatile(""); /* keeps the bare loop a loop */
        if (!options->bare) {
            inject(&options->added);
            start();
            join();
        }
    }
    result->elapsed_ns = clock_ns() - begin_ns;
    result->reaped = reaped;
    stop_release(0); /* dies of a signal that was noted */
}
