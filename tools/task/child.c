#include "child.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>

/* In memory that is shared even with a process. */
static struct board {
    bool ask_first;
    volatile long first_ns;
} * board;

void
child_prepare(bool ask_first)
{
    board = memory_shared(sizeof(*board));
    board->ask_first = ask_first;
    board->first_ns = 0; /* the page is there before the first task is */
}

void
child_first(void)
{
    if (board->ask_first)
        board->first_ns = clock_ns();
}

long
child_first_ns(void)
{
    return board->first_ns;
}

int
child_refused(const char *call, int code)
{
    complain("%s: %s: %s", call, strerror(code), room_advice(code));
    return STATUS_CANNOT;
}

/* Ctrl-C goes to the whole process group: a child that runs another program,
 * without our handler, dies of it, and that is not a failure. Our own signal
 * may arrive a moment later. */
static bool
stopped_with_us(int wait_status)
{
    const long moment_ns = 10000000;

    if (WIFSIGNALED(wait_status) && stop_noted() == 0)
        clock_sleep_ns(moment_ns);
    return stop_noted() != 0;
}

int
child_reap(int id, int flags)
{
    int wait_status;
    pid_t ended;

    do
        ended = waitpid(id, &wait_status, flags);
    while (ended == -1 && errno == EINTR);
    if (ended != -1 && wait_status != 0 && stopped_with_us(wait_status))
        return STATUS_BROKEN;
    if (ended != -1 && wait_status == 0)
        return STATUS_HELD;
    if (ended != -1 && WIFEXITED(wait_status) &&
        WEXITSTATUS(wait_status) == STATUS_CANNOT)
        return STATUS_CANNOT; /* it has said why */
    if (ended == -1)
        complain("waitpid: %m: cannot reap process %d", id);
    else if (WIFSIGNALED(wait_status))
        complain("process %d was killed by %s", id,
            stop_signal_name(WTERMSIG(wait_status)));
    else
        complain("process %d has failed: exit status %d", id,
            WEXITSTATUS(wait_status));
    return STATUS_BROKEN;
}
