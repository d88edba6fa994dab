/* expect: holds */

/* A signal that waits already ends a read that would sleep; with SA_RESTART,
 * the read is made anew, and finds what the handler has written. */

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int ends[2];
static void
on(int n)
{
    (void)n;
    if (write(ends[1], "x", 1) != 1)
        _exit(1);
}
int
main(void)
{
    char byte;
    atomic_int *sent = mmap(NULL, sizeof(*sent), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct sigaction action = {.sa_handler = on, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    if (pipe(ends) == -1)
        return 1;
    pid_t child = fork();
    if (child == 0) {
        while (!*sent)
            ;
        _exit(read(ends[0], &byte, 1) != 1);
    }
    kill(child, SIGUSR1);
    *sent = 1;
    return wait(NULL) != child;
}
