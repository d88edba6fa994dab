/* Creating a process: fork, _exit, waitpid.
 *
 * fork copies the page tables and the tables of files and signals, and marks
 * every page copy-on-write; the kernel takes it all apart again at _exit. */

#include "create.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <errno.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct crew {
    pid_t id;
    long reaped;
};

static void
setup(struct crew *crew)
{
    *crew = (struct crew){0};
    stop_note(); /* so that a child is never left half-way */
}

_Noreturn static void
worker(void)
{
    _exit(STATUS_HELD);
}

static int
start(struct crew *crew)
{
    if (stop_noted() != 0)
        return STATUS_BROKEN; /* teardown dies of it */
    crew->id = fork();
    if (crew->id == -1) {
        complain(
            "fork: %m: after %ld processes: see 'ulimit -u'", crew->reaped);
        return STATUS_CANNOT;
    }
    if (crew->id == 0)
        worker();
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int wait_status;
    pid_t id;

    do
        id = waitpid(crew->id, &wait_status, 0);
    while (id == -1 && errno == EINTR); /* stop_note: start looks */
    if (id == -1 || wait_status != 0) {
        complain("waitpid: process %d did not end well (wait status %d)",
            (int)crew->id, id == -1 ? -1 : wait_status);
        return STATUS_BROKEN;
    }
    crew->reaped++;
    return STATUS_HELD;
}

static void
teardown(const struct crew *crew, struct create_result *result)
{
    result->reaped = crew->reaped;
    stop_release(stop_noted());
}

int
create_run(const struct create_options *options, struct create_result *result)
{
    struct crew crew;
    int status = STATUS_HELD;

    setup(&crew);
    long begin_ns = clock_ns();
    for (long i = 0; i < options->count && status == STATUS_HELD; i++) {
        __asm__ volatile(""); /* keeps the bare loop a loop */
        if (!options->bare) {
            inject(&options->added);
            status = start(&crew);
            if (status == STATUS_HELD)
                status = join(&crew);
        }
    }
    result->elapsed_ns = clock_ns() - begin_ns;
    teardown(&crew, result);
    return status;
}
