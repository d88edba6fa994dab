/* expect: fails */

/* A grandchild that its parent does not wait for, and main, which does not see
 * that it is still at work. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (fork() == 0) {
        if (fork() == 0) {
            *total = 1;
            _exit(0);
        }
        _exit(0);
    }
    wait(NULL);
    return *total != 1;
}
