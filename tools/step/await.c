#include "await.h"

#include "limit.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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
        limit_refuse("worker %s asks, and what it is told goes to where others "
                     "look: it is not followed",
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

/* ---- Signals. ---- */

/* Who has sent it, sigwait does not tell. */
long
await_signal(struct ahead *ahead, int signal)
{
    siginfo_t info = {.si_signo = signal};
    uint64_t there = ahead->from->call.arguments[1];

    return there == 0 || write_there(ahead, there, &info, sizeof(info))
               ? signal
               : -EFAULT;
}

long
await_action(struct ahead *ahead, int before)
{
    struct action action = actions_of(&ahead->machine->actions, before);
    uint64_t there = ahead->from->call.arguments[2];

    return there == 0 || write_there(ahead, there, &action, sizeof(action))
               ? 0
               : -EFAULT;
}

static void
read_there(struct ahead *ahead, uint64_t address, void *out, size_t bytes)
{
    struct pose met = {0};

    touch_memory(ahead, address, bytes, true, false, &met);
    if (met.touched_count > 0)
        limit_refuse("worker %s hands over a set of signals, or an action at "
                     "one, in memory that others use too%s: that is not "
                     "followed; a static variable of its own is",
            schedule_name(ahead->worker), where_line(where_in_program(ahead)));
    free(met.touched);
    if (!target_peek(ahead->task, address, out, bytes))
        where_refuse(ahead, "a call about signals with a bad address");
}

static void
check_function(const struct ahead *ahead)
{
    const char *function = ahead->visit.function;

    if (function == NULL || strcmp(function, "sigwait") != 0)
        where_refuse(ahead, "sigwaitinfo");
}

void
await_look(struct ahead *ahead, struct pose *pose)
{
    const struct call *call = &pose->call;

    if (call->number == SYS_rt_sigsuspend) {
        read_there(
            ahead, call->arguments[0], &pose->awaited, sizeof(pose->awaited));
        pose->awaited = ~pose->awaited;
    } else if (calls_kind(call) == CALL_PAUSE) {
        if (!tasks_read_blocked(ahead->task, &pose->awaited))
            limit_lost(ahead->worker);
        pose->awaited = ~pose->awaited;
    } else if (calls_kind(call) == CALL_SIGNAL) {
        check_function(ahead);
        read_there(
            ahead, call->arguments[0], &pose->awaited, sizeof(pose->awaited));
        if ((pose->awaited & 1UL << (SIGCHLD - 1)) != 0)
            actions_note_ends(ahead->machine);
    } else if (calls_kind(call) == CALL_ACTION && call->arguments[1] != 0) {
        read_there(
            ahead, call->arguments[1], &pose->action, sizeof(pose->action));
        pose->action.mask &= ~(1UL << (SIGKILL - 1) | 1UL << (SIGSTOP - 1));
    }
}
