#include "await.h"

#include "limit.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include "kit/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

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

static long
tell_end(struct ahead *ahead, long id, int status)
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
    siginfo_t info = {0};
    if (id > 0) {
        const struct origin origin = origin_of_end((pid_t)id, status);
        info = origin_info(ahead, SIGCHLD, &origin);
    }
    /* Between the code and the process is a gap, which is not written. */
    return write_there(ahead, address, &info,
               offsetof(siginfo_t, si_code) + sizeof(info.si_code)) &&
                   write_there(ahead, address + offsetof(siginfo_t, si_pid),
                       &info.si_pid,
                       offsetof(siginfo_t, si_status) + sizeof(info.si_status) -
                           offsetof(siginfo_t, si_pid))
               ? result
               : -EFAULT;
}

/* ---- Signals. ---- */

/* sigwait asks for no origin. */
static long
tell_signal(struct ahead *ahead, long result, int origin)
{
    uint64_t there = ahead->from->call.arguments[1];
    siginfo_t info = {.si_signo = (int)result};
    struct origin known;

    if (result <= 0 || there == 0)
        return result;
    if (origin != 0) {
        per_signal_copy(&ahead->machine->origins, origin, &known);
        info = origin_info(ahead, (int)result, &known);
    }
    return write_there(ahead, there, &info, sizeof(info)) ? result : -EFAULT;
}

static long
tell_action(struct ahead *ahead, int before)
{
    struct action action = actions_of(&ahead->machine->actions, before);
    uint64_t there = ahead->from->call.arguments[2];

    return there == 0 || write_there(ahead, there, &action, sizeof(action))
               ? 0
               : -EFAULT;
}

/* alarm(2) rounds; and a moment has passed since it was set. */
static long
tell_alarm(struct ahead *ahead, long left_ns)
{
    const struct call *call = &ahead->from->call;
    long left_us = (left_ns - 1) / 1000;
    const struct itimerval before = {
        .it_value = {left_us / 1000000, left_us % 1000000}};

    if (call->number != SYS_setitimer)
        return left_ns > 0 && left_ns < NS_PER_S
                   ? 1
                   : (left_ns + NS_PER_S / 2) / NS_PER_S;
    if (ahead->from->limit.is_invalid)
        return -EINVAL;
    return call->arguments[2] == 0 || write_there(ahead, call->arguments[2],
                                          &before, sizeof(before))
               ? 0
               : -EFAULT;
}

long
await_answer(struct ahead *ahead, const uint64_t *input)
{
    long result = (long)input[0];

    switch (calls_kind(&ahead->from->call)) {
    case CALL_REAP:
        return tell_end(ahead, result, (int)input[1]);
    case CALL_SIGNAL:
        return tell_signal(ahead, result, (int)input[1]);
    case CALL_ACTION:
        return tell_action(ahead, (int)result);
    case CALL_ALARM:
        return tell_alarm(ahead, result);
    default:
        return result;
    }
}

/* ---- What it will wait for. ---- */

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
check_timer(struct ahead *ahead, const struct call *call)
{
    struct itimerval timer = {0};

    if (call->arguments[0] != ITIMER_REAL)
        where_refuse(ahead, "setitimer by the CPU's time");
    if (call->arguments[1] != 0)
        read_there(ahead, call->arguments[1], &timer, sizeof(timer));
    if (timer.it_interval.tv_sec != 0 || timer.it_interval.tv_usec != 0)
        where_refuse(ahead, "a timer that rings again and again");
}

/* Beside a signal. Another siginfo_t than that of sigqueue(3) might say
 * anything. */
static uint64_t
value_sent(struct ahead *ahead, const struct call *call)
{
    const struct sending sending = calls_sending(call);
    siginfo_t info = {0};

    if (sending.info == 0)
        return 0;
    read_there(ahead, sending.info, &info, sizeof(info));
    if (info.si_code != SI_QUEUE ||
        info.si_pid != ahead->machine->program->ids[ahead->worker].process)
        where_refuse(ahead, where_call(call->number));
    return (uint64_t)info.si_value.sival_ptr;
}

static bool
tells_origin(const struct ahead *ahead)
{
    const char *function = ahead->visit.function;

    return function == NULL || strcmp(function, "sigwait") != 0;
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
        read_there(
            ahead, call->arguments[0], &pose->awaited, sizeof(pose->awaited));
        if ((pose->awaited & 1UL << (SIGCHLD - 1)) != 0)
            actions_note_ends(ahead->machine);
        if (calls_has_time(call) && !pose->limit.is_invalid &&
            pose->limit.lasts == 0)
            where_refuse(ahead, "sigtimedwait for no time");
        if (tells_origin(ahead))
            origin_needed(ahead->machine, pose->awaited);
    } else if (call->number == SYS_setitimer) {
        check_timer(ahead, call);
    } else if (calls_kind(call) == CALL_KILL) {
        pose->value = value_sent(ahead, call);
    } else if (calls_kind(call) == CALL_ACTION && call->arguments[1] != 0) {
        read_there(
            ahead, call->arguments[1], &pose->action, sizeof(pose->action));
        pose->action.mask &= ~(1UL << (SIGKILL - 1) | 1UL << (SIGSTOP - 1));
    }
}
