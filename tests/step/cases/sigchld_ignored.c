/* expect: holds */

/* Nobody is kept for a wait: it waits for the end of all, and finds none. */

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *done = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            __atomic_fetch_add(done, 1, __ATOMIC_SEQ_CST);
            _exit(0);
        }
    if (wait(NULL) != -1 || errno != ECHILD)
        return 1;
    return *done != 2;
}
