#include "clone.h"

#include "limit.h"
#include "schedule.h"
#include "symbols.h"
#include "variables.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

/* clone(2): on other machines its last two arguments are in reverse order. */
bool
clone_arguments(const struct ahead *ahead, const struct call *call,
    struct clone_args *arguments)
{
    const uint64_t *given = call->arguments;
    size_t bytes =
        given[1] < sizeof(*arguments) ? given[1] : sizeof(*arguments);

    memset(arguments, 0, sizeof(*arguments));
    arguments->exit_signal = SIGCHLD;
    if (call->number == SYS_clone3)
        return target_peek(ahead->task, given[0], arguments, bytes);
    if (call->number != SYS_clone) /* fork(2) */
        return true;
#ifdef __x86_64__
    enum { CHILD_TID = 3, TLS };
#else
    enum { TLS = 3, CHILD_TID };
#endif
    *arguments = (struct clone_args){.flags = given[0] & ~(uint64_t)CSIGNAL,
        .exit_signal = given[0] & CSIGNAL,
        .stack = given[1],
        .parent_tid = given[2],
        .child_tid = given[CHILD_TID],
        .tls = given[TLS]};
    return true;
}

_Noreturn void
clone_refuse(const struct ahead *ahead, bool is_thread)
{
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];
    char line[64];

    symbols_line(
        variables_place(self->process, self->task), line, sizeof(line));
    limit_refuse("%s makes a %s when others are at work already, which is not "
                 "followed%s%s",
        schedule_name(ahead->worker),
        is_thread ? "thread of its own process" : "process",
        *line != '\0' ? ": " : "", line);
}
