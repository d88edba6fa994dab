#include "calls.h"

#include <signal.h>
#include <sys/syscall.h>

bool
calls_abort(const struct call *call, pid_t process, pid_t thread)
{
    const uint64_t *argument = call->arguments;

    switch (call->number) {
    case SYS_kill:
        return (pid_t)argument[0] == process && argument[1] == SIGABRT;
    case SYS_tkill:
        return (pid_t)argument[0] == thread && argument[1] == SIGABRT;
    case SYS_tgkill:
        return (pid_t)argument[1] == thread && argument[2] == SIGABRT;
    default:
        return false;
    }
}

struct sending
calls_sending(const struct call *call)
{
    const uint64_t *argument = call->arguments;

    switch (call->number) {
    case SYS_tgkill:
        return (struct sending){true, (pid_t)argument[1], argument[2], 0};
    case SYS_rt_tgsigqueueinfo:
        return (struct sending){
            true, (pid_t)argument[1], argument[2], argument[3]};
    case SYS_rt_sigqueueinfo:
        return (struct sending){
            false, (pid_t)argument[0], argument[1], argument[2]};
    default:
        return (struct sending){false, (pid_t)argument[0], argument[1], 0};
    }
}

/* Linux lets none of these be half done. */
enum calls_end
calls_when_interrupted(const struct call *call)
{
    switch (call->number) {
    case SYS_read:
    case SYS_recvfrom:
        return CALLS_ANEW;
    case SYS_semop:
    case SYS_semtimedop:
    case SYS_msgrcv:
#ifdef SYS_poll
    case SYS_poll:
#endif
        return CALLS_FAIL;
    default:
        return CALLS_UNKNOWN;
    }
}

bool
calls_has_time(const struct call *call)
{
    return call->number == SYS_rt_sigtimedwait && call->arguments[2] != 0;
}
