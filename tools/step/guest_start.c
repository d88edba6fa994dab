#include "guest_run.h"

#include "limit.h"

#include "kit/clock.h"
#include "kit/fence.h"
#include "kit/stop.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAP_NS = NS_PER_MS, WORD = 8 };

static void
end_one(pid_t process)
{
    int status;

    kill(process, SIGKILL);
    while (waitpid(process, &status, __WALL) == -1 && errno == EINTR)
        ;
}

void
guest_end(const struct guest_run *run)
{
    end_one(run->process);
    for (int i = 0; i < run->generation; i++)
        end_one(run->parent[i].process);
}

_Noreturn void
guest_refuse(const struct guest_run *run, const char *format, ...)
{
    char why[PATH_MAX + 64];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why, sizeof(why), format, arguments);
    va_end(arguments);
    guest_end(run);
    limit_refuse("a worker becomes %s, which %s: it is not followed; take one "
                 "that only reads and writes, such as cat or sort",
        run->program->text, why);
}

int
guest_await(const struct guest_run *run)
{
    int status;
    pid_t seen;

    while ((seen = waitpid(run->process, &status, __WALL | WNOHANG)) == 0)
        if (limit_reached(NAP_NS)) {
            guest_end(run);
            target_kill_all();
            limit_leave();
        }
    if (seen != run->process)
        guest_refuse(run, "is gone");
    return status;
}

/* Ends of a pipe stand for what it inherits. */
static void
give_descriptors(uint64_t descriptors)
{
    int ends[2], end;

    if (pipe(ends) == -1)
        _exit(EMFILE);
    int ours = fcntl(ends[1], F_DUPFD, GUEST_DESCRIPTORS);
    int again = fcntl(ends[0], F_DUPFD, GUEST_DESCRIPTORS);
    for (int i = 0; i < GUEST_DESCRIPTORS; i++) {
        close(i);
        end = i == 0 ? again : ours;
        if ((descriptors & 1UL << i) != 0 && dup2(end, i) == -1)
            _exit(EMFILE);
    }
    syscall(SYS_close_range, GUEST_DESCRIPTORS, ~0U, 0);
}

/* The strings from there on, as execve wants them. */
static char **
list(char **text, int count)
{
    char **strings = calloc((size_t)count + 1, sizeof(*strings));

    for (int i = 0; strings != NULL && i < count; i++) {
        strings[i] = *text;
        *text += strlen(*text) + 1;
    }
    return strings;
}

static _Noreturn void
become(const struct guest_program *program, pid_t parent)
{
    char *text = program->text + strlen(program->text) + 1;
    char **arguments = list(&text, program->arguments);
    char **variables = list(&text, program->variables);
    sigset_t blocked;

    stop_orphan(parent);
    if (arguments == NULL || variables == NULL)
        _exit(ENOMEM);
    for (int i = 1; i < NSIG; i++)
        signal(i, (program->ignored & 1UL << (i - 1)) != 0 ? SIG_IGN : SIG_DFL);
    if (chdir(text) == -1)
        _exit(errno);
    give_descriptors(program->descriptors);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
        _exit(errno);
    if (!fence_from_tracer())
        _exit(errno);
    if (raise(SIGSTOP) != 0)
        _exit(errno);
    sigemptyset(&blocked);
    for (int i = 1; i < NSIG; i++)
        if ((program->blocked & 1UL << (i - 1)) != 0)
            sigaddset(&blocked, i);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    personality(ADDR_NO_RANDOMIZE); /* if we may */
    execve(program->text, arguments, variables);
    _exit(errno);
}

static uint64_t
word_at(const struct guest_run *run, uint64_t address)
{
    uint64_t word;

    if (!target_peek(run->process, address, &word, sizeof(word)))
        guest_refuse(run, "has a stack that cannot be read");
    return word;
}

/* Let it ask the kernel for the time, not the vDSO: then we can tell. And let
 * its random bytes be the same each time. The auxiliary vector is behind the
 * arguments and the environment. */
void
guest_started(const struct guest_run *run)
{
    struct registers registers;
    const uint64_t ignored = AT_IGNORE, random[] = {0, 0};

    if (!arch_read(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
    uint64_t at = arch_sp(&registers) + WORD;
    for (int lists = 0; lists < 2; at += WORD)
        lists += word_at(run, at) == 0;
    for (; word_at(run, at) != AT_NULL; at += 2 * (uint64_t)WORD)
        if (word_at(run, at) == AT_SYSINFO_EHDR)
            target_poke(run->process, at, &ignored, sizeof(ignored));
        else if (word_at(run, at) == AT_RANDOM)
            target_poke(
                run->process, word_at(run, at + WORD), random, sizeof(random));
}

int
guest_start(struct guest_run *run)
{
    const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC |
                         PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK;
    const pid_t self = getpid();
    int status;

    run->process = fork();
    if (run->process == -1)
        limit_refuse("fork: %m: no process for %s", run->program->text);
    if (run->process == 0)
        become(run->program, self);
    status = guest_await(run);
    if (!WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, run->process, NULL, options) == -1 ||
        ptrace(PTRACE_CONT, run->process, NULL, NULL) == -1)
        guest_refuse(run, "cannot be traced, or has no folder to run in");
    status = guest_await(run);
    if (WIFEXITED(status))
        return -WEXITSTATUS(status);
    if (status >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8))
        guest_refuse(run, "cannot begin");
    guest_started(run);
    run->entered = true; /* of execve only the end is left */
    return 0;
}
