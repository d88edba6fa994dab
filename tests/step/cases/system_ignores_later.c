/* expect: refused; says: ignores other signals than before */

/* The shell would ignore it, too. */

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    signal(SIGTERM, SIG_IGN);
    system("kill -TERM $$");
    wait(NULL);
}
