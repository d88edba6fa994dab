#include "timed.h"

#include "target.h"

#include "kit/clock.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

/* Where a call has its limit, in what parts of a second, and by which clock if
 * it is a point in time: -1 if it is a while. */
struct form {
    uint64_t address;
    long parts;
    int clock;
};

static struct form
form_of(const struct call *call)
{
    const uint64_t *argument = call->arguments;
    long operation = (long)argument[1];

    switch (call->number) {
    case SYS_futex:
        return (struct form){argument[3], NS_PER_S,
            (operation & FUTEX_CMD_MASK) == FUTEX_WAIT ? -1
            : (operation & FUTEX_CMD_MASK) == FUTEX_LOCK_PI ||
                    (operation & FUTEX_CLOCK_REALTIME) != 0
                ? CLOCK_REALTIME
                : CLOCK_MONOTONIC};
    case SYS_clock_nanosleep:
        return (struct form){argument[2], NS_PER_S,
            operation == TIMER_ABSTIME ? (int)argument[0] : -1};
    case SYS_setitimer:
        return (struct form){argument[1] + offsetof(struct itimerval, it_value),
            NS_PER_S / 1000, -1};
    case SYS_pselect6:
        return (struct form){argument[4], NS_PER_S, -1};
    case SYS_ppoll:
    case SYS_rt_sigtimedwait:
        return (struct form){argument[2], NS_PER_S, -1};
#ifdef SYS_fork /* not on AArch64 */
    case SYS_nanosleep:
        return (struct form){argument[0], NS_PER_S, -1};
    case SYS_select:
        return (struct form){argument[4], NS_PER_S / 1000, -1};
#endif
    default:
        return (struct form){0, NS_PER_S, -1};
    }
}

struct timed
timed_by(pid_t task, const struct call *call)
{
    const struct form form = form_of(call);
    struct timed timed = {.clock = -1};
    long time[2];

#ifdef SYS_fork
    if (call->number == SYS_poll)
        timed.ns = (int)call->arguments[2] * NS_PER_MS;
    if (call->number == SYS_alarm)
        timed.ns = (unsigned)call->arguments[0] * NS_PER_S;
#endif
    if (form.address == 0 ||
        !target_peek(task, form.address, time, sizeof(time)))
        return timed;
    timed.is_invalid = time[0] < 0 || time[1] < 0 || time[1] >= NS_PER_S;
    timed.clock = form.clock;
    timed.ns = time[0] < TIMED_MOST_NS / NS_PER_S
                   ? time[0] * NS_PER_S + time[1] * (NS_PER_S / form.parts)
                   : TIMED_MOST_NS;
    return timed;
}
