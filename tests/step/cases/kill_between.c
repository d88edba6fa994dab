/* expect: fails; says: kill -> 0 */

/* Main kills one child before it forks the next: how far had the first come? */

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *seen = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        *seen = 1;
        pause();
    }
    if (kill(child, SIGKILL) == -1)
        return 0;
    if (fork() == 0)
        _exit(0);
    while (wait(NULL) > 0)
        ;
    return *seen;
}
