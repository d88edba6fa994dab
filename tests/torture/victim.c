#include "victim.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/must.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOMENT_NS = 20000, PATIENCE = 500000, LONG_ASLEEP = 100 };

static pid_t
fork_child(void)
{
    pid_t child = fork();

    if (child == -1)
        die(STATUS_CANNOT, "fork: %m");
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return child;
}

/* It stops before and after: between the two it is stepped. */
static _Noreturn void
suffer(void (*act)(void))
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
        die(STATUS_CANNOT, "ptrace: %m: without it nobody can be stepped");
    raise(SIGSTOP);
    act();
    raise(SIGSTOP);
    _exit(STATUS_HELD);
}

static void
begin_step(pid_t victim)
{
    if (ptrace(PTRACE_SINGLESTEP, victim, NULL, NULL) == -1)
        must_fail("ptrace(PTRACE_SINGLESTEP)", errno);
}

/* False: that was its last one. */
static bool
end_step(pid_t victim)
{
    int wait_status;

    MUST_ERRNO(waitpid(victim, &wait_status, 0));
    if (!WIFSTOPPED(wait_status))
        die(STATUS_BROKEN, "the victim has died too early");
    return WSTOPSIG(wait_status) == SIGTRAP;
}

static bool
step(pid_t victim)
{
    begin_step(victim);
    return end_step(victim);
}

static pid_t
victim_starts(void (*act)(void))
{
    int wait_status;
    pid_t victim = fork_child();

    if (victim == 0)
        suffer(act);
    MUST_ERRNO(waitpid(victim, &wait_status, 0));
    if (!WIFSTOPPED(wait_status))
        die(STATUS_CANNOT, "the victim cannot be stepped");
    return victim;
}

void
victim_is_killed(pid_t victim)
{
    kill(victim, SIGKILL);
    MUST_ERRNO(waitpid(victim, NULL, 0));
}

bool
victim_dies(void (*act)(void), long instructions)
{
    pid_t victim = victim_starts(act);

    while (instructions > 0 && step(victim))
        instructions--;
    victim_is_killed(victim);
    return instructions == 0;
}

pid_t
survivor_starts(void (*act)(void))
{
    pid_t survivor = fork_child();

    if (survivor == 0) {
        act();
        _exit(STATUS_HELD);
    }
    return survivor;
}

static bool
is_on_futex(pid_t process)
{
    char name[64], text[64] = "";

    snprintf(name, sizeof(name), "/proc/%d/syscall", (int)process);
    FILE *file = fopen(name, "r");
    if (file == NULL)
        return false;
    bool is = fgets(text, sizeof(text), file) != NULL && *text != 'r' &&
              atol(text) == SYS_futex;
    fclose(file);
    return is;
}

/* A file that says "running" is one of a process that does not sleep; a sleeper
 * that was woken may still be there, and so the end is asked for once more.
 */
static bool
has_ended(pid_t process, bool *held)
{
    int wait_status;
    pid_t ended = waitpid(process, &wait_status, WNOHANG);

    *held = ended == process && wait_status == 0;
    return ended == process;
}

bool
survivor_sleeps(pid_t survivor)
{
    siginfo_t info = {0};

    while (!is_on_futex(survivor)) {
        MUST_ERRNO(
            waitid(P_PID, (id_t)survivor, &info, WEXITED | WNOHANG | WNOWAIT));
        if (info.si_pid == survivor)
            return false;
        clock_sleep_ns(MOMENT_NS);
    }
    return true;
}

pid_t
victim_sleeps(void (*act)(void))
{
    pid_t victim = victim_starts(act);
    siginfo_t info;

    do {
        begin_step(victim);
        do {
            if (is_on_futex(victim))
                return victim;
            info.si_pid = 0;
            MUST_ERRNO(waitid(P_PID, (id_t)victim, &info,
                WEXITED | WSTOPPED | WNOHANG | WNOWAIT));
        } while (info.si_pid != victim);
    } while (end_step(victim));
    die(STATUS_BROKEN, "the victim does not sleep");
}

void
victim_is_woken(pid_t victim)
{
    end_step(victim);
}

bool
survivor_does(pid_t survivor, bool (*what)(void))
{
    int asleep = 0;

    for (long i = 0; i < PATIENCE && asleep < LONG_ASLEEP; i++) {
        if (what())
            return true;
        asleep = is_on_futex(survivor) ? asleep + 1 : 0;
        clock_sleep_ns(MOMENT_NS);
    }
    return false;
}

bool
survivor_ends(pid_t survivor)
{
    bool held;
    int asleep = 0;

    for (long i = 0; i < PATIENCE && asleep < LONG_ASLEEP; i++) {
        if (has_ended(survivor, &held))
            return held;
        asleep = is_on_futex(survivor) ? asleep + 1 : 0;
        clock_sleep_ns(MOMENT_NS);
    }
    kill(survivor, SIGKILL);
    MUST_ERRNO(waitpid(survivor, NULL, 0));
    return false;
}
