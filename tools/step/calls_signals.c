#include "calls.h"

#include <signal.h>
#include <sys/syscall.h>

bool
calls_abort(const struct call *call, pid_t process)
{
    int signal = call->number == SYS_tgkill ? 2 : 1; /* which argument */

    return (call->number == SYS_tkill ||
               ((call->number == SYS_tgkill || call->number == SYS_kill) &&
                   (pid_t)call->arguments[0] == process)) &&
           call->arguments[signal] == SIGABRT;
}
