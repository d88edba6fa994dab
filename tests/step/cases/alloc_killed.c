/* expect: holds; options: --faults=kill,alloc */

/* Who is killed before a call that could also fail goes no further: only one of
 * the two fails. */

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    volatile int *shared = mmap(
        NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        void *volatile first = malloc(10);
        void *volatile second = malloc(10);
        *shared = 1;
        _exit(first == NULL && second == NULL);
    }
    int seen = *shared;
    waitpid(child, &status, 0);
    return seen < 0 || (WIFEXITED(status) && WEXITSTATUS(status) != 0);
}
