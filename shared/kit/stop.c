#include "stop.h"

#include "clock.h"
#include "die.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static sigset_t held, before, usual;
static bool holding, noting;
static volatile sig_atomic_t noted;

/* Best effort: if prctl fails, nothing changes. */
static void
follow_parent(int from, int to)
{
    int now = 0;

    if (prctl(PR_GET_PDEATHSIG, &now) == 0 && now == from)
        prctl(PR_SET_PDEATHSIG, to);
}

static void
release_at_exit(void)
{
    stop_release(0);
}

bool
stop_hold(void)
{
    static bool registered;
    struct sigaction now;

    if (holding)
        return false;
    if (!registered && atexit(release_at_exit) != 0)
        die(STATUS_CANNOT, "atexit: %m: cannot hold the signals");
    registered = holding = true;
    follow_parent(SIGKILL, SIGTERM);
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
        sigaction(stops[i], NULL, &now);
        if (now.sa_handler != SIG_IGN) /* as under nohup: leave it ignored */
            sigaddset(&held, stops[i]);
    }
    /* If our parent ignores SIGCHLD, we inherit that, and waitpid would find no
     * child. */
    signal(SIGCHLD, SIG_DFL);
    sigaddset(&held, SIGCHLD);
    sigprocmask(SIG_BLOCK, &held, &before);
    return true;
}

void
stop_hold_all(void)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &usual);
}

void
stop_hold_usual(void)
{
    sigprocmask(SIG_SETMASK, &usual, NULL);
}

static void
take_note(int signal)
{
    noted = signal;
}

void
stop_note(void)
{
    struct sigaction action = {.sa_handler = take_note};
    struct sigaction now;

    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
        sigaction(stops[i], NULL, &now);
        if (now.sa_handler != SIG_IGN)
            sigaction(stops[i], &action, NULL);
    }
    signal(SIGCHLD, SIG_DFL);
    noting = true;
}

int
stop_noted(void)
{
    return noted;
}

int
stop_wait(long timeout_ns)
{
    struct timespec limit = {timeout_ns / NS_PER_S, timeout_ns % NS_PER_S};
    int signal = timeout_ns < 0 ? sigwaitinfo(&held, NULL)
                                : sigtimedwait(&held, NULL, &limit);

    if (signal == -1 && errno != EINTR && errno != EAGAIN)
        die(STATUS_CANNOT, "sigwaitinfo: %m: cannot wait for a worker");
    return signal == -1 || signal == SIGCHLD ? 0 : signal;
}

int
stop_descriptor(void)
{
    static int descriptor = -1;

    if (descriptor == -1)
        descriptor = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor == -1)
        die(STATUS_CANNOT, "signalfd: %m: cannot wait for signals");
    return descriptor;
}

void
stop_orphan(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        die(STATUS_CANNOT, "prctl: %m: a worker might outlive its parent");
    if (getppid() != parent)
        _exit(STATUS_BROKEN); /* the parent was gone before the prctl */
    stop_release(0);
}

void
stop_nameless(void)
{
    follow_parent(SIGTERM, SIGKILL);
}

/* The dispositions first: a signal that comes after that kills us at once, and
 * one that came before was noted. */
void
stop_release(int number)
{
    struct sigaction now;

    for (size_t i = 0; noting && i < sizeof(stops) / sizeof(stops[0]); i++)
        if (sigaction(stops[i], NULL, &now) == 0 && now.sa_handler == take_note)
            signal(stops[i], SIG_DFL);
    noting = false;
    if (number == 0)
        number = noted;
    if (number != 0) {
        signal(number, SIG_DFL);
        raise(number); /* if it is held, the next line delivers it */
    }
    if (holding)
        sigprocmask(SIG_SETMASK, &before, NULL);
    holding = false;
}

#define NAMED(signal) [signal] = #signal

const char *
stop_signal_name(int number)
{
    static const char *const names[] = {NAMED(SIGHUP), NAMED(SIGINT),
        NAMED(SIGQUIT), NAMED(SIGILL), NAMED(SIGTRAP), NAMED(SIGABRT),
        NAMED(SIGBUS), NAMED(SIGFPE), NAMED(SIGKILL), NAMED(SIGUSR1),
        NAMED(SIGSEGV), NAMED(SIGUSR2), NAMED(SIGPIPE), NAMED(SIGALRM),
        NAMED(SIGTERM), NAMED(SIGCHLD), NAMED(SIGWINCH), NAMED(SIGXCPU),
        NAMED(SIGXFSZ),
        NAMED(SIGSYS), [32] = "SIGCANCEL"}; /* glibc's, for pthread_cancel */
    static char other[16];

    if (number > 0 && (size_t)number < sizeof(names) / sizeof(names[0]) &&
        names[number] != NULL)
        return names[number];
    snprintf(other, sizeof(other), "signal %d", number);
    return other;
}
