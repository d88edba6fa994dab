/* expect: holds */

/* A child that sends itself a signal does no more, and its parent is told. */

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int first, second;
    volatile int *stored = mmap(NULL, sizeof(*stored), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t raises = fork();
    if (raises == 0) {
        *stored = 1;
        raise(SIGTERM);
        *stored = 2;
        _exit(0);
    }
    pid_t kills = fork();
    if (kills == 0) {
        kill(getpid(), SIGKILL);
        _exit(0);
    }
    int seen = *stored;
    waitpid(raises, &first, 0);
    waitpid(kills, &second, 0);
    return seen == 2 || *stored != 1 || WTERMSIG(first) != SIGTERM ||
           WTERMSIG(second) != SIGKILL;
}
