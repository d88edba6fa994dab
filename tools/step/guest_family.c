#include "guest_run.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { NO_ID = 1 << 22 }; /* ids of the kernel are below this */

void
guest_family_begin(struct guest_run *run)
{
    unsigned long id;

    if (run->generation == MAX_GENERATIONS)
        guest_refuse(run, "makes process after process");
    if (ptrace(PTRACE_GETEVENTMSG, run->process, NULL, &id) == -1)
        guest_refuse(run, "was killed by somebody else");
    run->parent[run->generation++] = (struct guest_parent){
        run->process, run->descriptors, run->ids, run->entered, run->call};
    pid_t told = run->program->ids.process + NO_ID + run->made++;
    run->ids =
        (struct ids){.task = told, .process = told, .parent = run->ids.process};
    run->process = (pid_t)id;
    run->entered = false;
    if (!WIFSTOPPED(guest_await(run)))
        guest_refuse(run, "was killed by somebody else");
}

void
guest_family_end(struct guest_run *run, int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        guest_refuse(run, "is killed by SIGKILL");
    if (run->child != 0)
        guest_refuse(run, "ends before a process that it has made");
    run->child = run->process;
    run->child_told = run->ids.process;
    const struct guest_parent *parent = &run->parent[--run->generation];
    run->process = parent->process;
    run->descriptors = parent->descriptors;
    run->ids = parent->ids;
    run->entered = parent->entered;
    run->call = parent->call;
}

/* Must it wait before that? */
static bool
is_seen(enum guest_call kind, const struct call *call)
{
    return kind == GUEST_OUTER || kind == GUEST_FORKS ||
           call->number == SYS_exit_group || call->number == SYS_exit ||
           (kind == GUEST_WAITS && (call->arguments[2] & WNOHANG) != 0);
}

enum guest_call
guest_family_call(struct guest_run *run, struct call *call)
{
    enum guest_call kind = guest_call(call, run->descriptors);

    if (run->child != 0 && is_seen(kind, call))
        guest_refuse(run, "goes on beside a process that it has made");
    if (kind == GUEST_WAITS && call->arguments[3] != 0)
        guest_refuse(run, "asks what a process has used");
    if (kind == GUEST_WAITS && run->child != 0 &&
        (pid_t)call->arguments[0] == run->child_told)
        call->arguments[0] = (uint64_t)run->child;
    if (run->generation > 0 && call->number == SYS_getppid)
        return GUEST_TOLD;
    return kind;
}

void
guest_family_leave(struct guest_run *run)
{
    struct registers registers;

    if (!arch_read(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
    long result = arch_call_result(&registers);
    bool waits = run->call.number == SYS_wait4;
    if (waits)
        arch_change_call(&registers, &run->call);
    if (run->child != 0 && result == run->child) {
        result = run->child_told;
        run->child = waits ? 0 : run->child;
    }
    arch_set_call_result(&registers, result);
    if (!arch_write(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
}
