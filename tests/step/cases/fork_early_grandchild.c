/* expect: fails */

/* Main writes what a grandchild reads, after it has made the child, and before
 * it makes another: that order is not tried. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *told = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    pid_t first = fork();

    if (first == 0) {
        if (fork() == 0)
            _exit(*told != 1);
        wait(&status);
        _exit(WEXITSTATUS(status));
    }
    *told = 1;
    if (fork() == 0)
        _exit(0);
    waitpid(first, &status, 0);
    while (wait(NULL) > 0)
        ;
    return WEXITSTATUS(status);
}
