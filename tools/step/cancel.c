#include "cancel.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

bool
cancel_tell(pid_t task, pid_t process)
{
    siginfo_t info = {.si_signo = CANCEL_SIGNAL, .si_code = SI_TKILL};

    info.si_pid = process;
    return ptrace(PTRACE_SETSIGINFO, task, NULL, &info) == 0;
}

int
cancel_depth(const struct handling *handling)
{
    int depth = handling->depth;

    while (depth > 0 && handling->outer[depth - 1].cancels)
        depth--;
    return depth;
}

void
cancel_leave(struct handling *handling, uint64_t sp)
{
    int depth = handling->depth;

    while (depth > 0 && handling->outer[depth - 1].cancels &&
           sp > handling->outer[depth - 1].sp)
        memset(&handling->outer[--depth], 0, sizeof(handling->outer[0]));
    handling->depth = depth;
}
