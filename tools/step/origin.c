#include "origin.h"

#include "ahead.h"

#include <sys/syscall.h>
#include <sys/wait.h>

struct origin
origin_of_end(pid_t process, int status)
{
    return WIFEXITED(status)
               ? (struct origin){CLD_EXITED, process, WEXITSTATUS(status)}
               : (struct origin){CLD_KILLED, process, WTERMSIG(status)};
}

void
origin_needed(struct machine *machine, uint64_t set)
{
    uint64_t *asked = &machine->program->asked_origins;

    machine->stale |= (set & ~*asked) != 0;
    *asked |= set;
}

siginfo_t
origin_info(const struct ahead *ahead, int signal, const struct origin *origin)
{
    const struct call asks = {.number = SYS_getuid};
    siginfo_t info = {.si_signo = signal, .si_code = origin->code};

    info.si_pid = origin->process;
    if (origin->process != 0)
        info.si_uid = (uid_t)ahead_make(ahead->machine, ahead->worker,
            ahead->machine->program->call_at, &asks);
    if (origin->code == SI_QUEUE)
        info.si_value.sival_ptr = (void *)origin->value;
    else
        info.si_status = (int)origin->value;
    return info;
}
