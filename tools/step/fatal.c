#include "fatal.h"

#include <signal.h>
#include <stddef.h>

bool
fatal_by_default(int signal)
{
    static const int others[] = {
        SIGCHLD, SIGURG, SIGWINCH, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (signal == others[i])
            return false;
    return true;
}

bool
fatal_by_itself(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
           signal == SIGILL || signal == SIGABRT || signal == SIGSYS ||
           signal == SIGPIPE;
}
