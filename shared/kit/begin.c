#include "begin.h"

#include "die.h"
#include "stop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
begin(const char *program)
{
    die_name(program);
    /* Opened the wrong way round: reading stdin and writing stdout still fail.
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
    stop_release(0); /* or a signal would wait for a reader, as we do */
    if (fflush(stdout) == EOF || ferror(stdout))
        die(STATUS_CANNOT, "cannot write to stdout: %m");
}
