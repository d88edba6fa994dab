#include "begin.h"

#include "die.h"
#include "stop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STACK_BYTES = 256 * 1024 };

/* Threads get this size by default (pthread_create(3)), thread-local variables
 * included; a thread with less dies of SIGSEGV without a message. */
static void
need_stack(void)
{
    struct rlimit stack;

    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < STACK_BYTES)
        die(STATUS_CANNOT,
            "the stack is limited to %lu KiB, but %d are needed: see 'ulimit "
            "-s'",
            (unsigned long)stack.rlim_cur / 1024, STACK_BYTES / 1024);
}

void
begin(const char *program)
{
    die_name(program);
    need_stack();
    /* Opened in the opposite mode: reading stdin and writing stdout still fail.
     */
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        if (fcntl(i, F_GETFD) == -1 &&
            open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY) != i)
            die(STATUS_CANNOT, "/dev/null: %m: cannot open it");
    signal(SIGXFSZ, SIG_IGN);
}

const char *
typed_name(char **argv, const char *name)
{
    static const char front_door[] = "twinlab ";

    return strncmp(argv[0], front_door, sizeof(front_door) - 1) == 0 ? argv[0]
                                                                     : name;
}

void
finish(void)
{
    stop_release(0); /* or a signal would be held while we wait for a reader */
    if (fflush(stdout) == EOF || ferror(stdout))
        die(STATUS_CANNOT, "cannot write to stdout: %m");
}
