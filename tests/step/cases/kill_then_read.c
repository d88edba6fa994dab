/* expect: unproved; says: goes on for a moment */

/* On another CPU, a child that is killed may still write when kill returns. */

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    volatile long *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = shared != MAP_FAILED ? fork() : -1;
    if (child == -1)
        return 2;
    if (child == 0) {
        *shared = 1;
        for (;;)
            pause();
    }
    if (kill(child, SIGKILL) == -1)
        return 2;
    long before = *shared;
    return waitpid(child, NULL, 0) != child || *shared != before;
}
