/* expect: refused; says: what is to be done at a signal */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        signal(SIGINT, SIG_IGN);
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
