/* expect: holds; says: C main (child of B) */

/* A child has a child of its own, which it waits for. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;

    if (fork() == 0) {
        if (fork() == 0) {
            *total += 1;
            _exit(3);
        }
        wait(&status);
        *total += 1;
        _exit(WEXITSTATUS(status));
    }
    wait(&status);
    return *total != 2 || WEXITSTATUS(status) != 3;
}
