#include "await.h"

#include "limit.h"
#include "schedule.h"
#include "touch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The first part of a siginfo_t, as waitid writes it. */
struct info {
    int signal, error, code;
    int gap; /* not written */
    int process, user, status;
};

static struct info
info_of(struct ahead *ahead, long id, int status)
{
    const struct machine *machine = ahead->machine;
    const struct call asks = {.number = SYS_getuid}; /* setuid is refused */

    if (id <= 0)
        return (struct info){0};
    return (struct info){.signal = SIGCHLD,
        .code = WIFEXITED(status) ? CLD_EXITED : CLD_KILLED,
        .process = (int)id,
        .user = (int)ahead_make(
            ahead->machine, ahead->worker, machine->program->call_at, &asks),
        .status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status)};
}

static bool
write_there(
    struct ahead *ahead, uint64_t address, const void *what, size_t bytes)
{
    struct pose met = {0};

    touch_memory(ahead, address, bytes, false, true, &met);
    if (met.touched_count > 0)
        limit_refuse("worker %s waits for a process, and its status goes to "
                     "where others look: it is not followed",
            schedule_name(ahead->worker));
    free(met.touched);
    return target_poke(ahead->task, address, what, bytes);
}

long
await_tell(struct ahead *ahead, long id, int status)
{
    const struct call *call = &ahead->from->call;
    bool asks_more = call->number == SYS_waitid;
    long result = asks_more && id > 0 ? 0 : id;
    uint64_t address, bytes;

    calls_written(call, &address, &bytes);
    if (bytes == 0 || (id <= 0 && !asks_more))
        return result;
    if (!asks_more)
        return write_there(ahead, address, &status, sizeof(status)) ? result
                                                                    : -EFAULT;
    const struct info info = info_of(ahead, id, status);
    return write_there(ahead, address, &info, offsetof(struct info, gap)) &&
                   write_there(ahead, address + offsetof(struct info, process),
                       &info.process,
                       sizeof(info) - offsetof(struct info, process))
               ? result
               : -EFAULT;
}
