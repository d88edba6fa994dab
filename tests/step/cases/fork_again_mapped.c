/* expect: refused; says: map it before the first fork */

/* Shared memory that is mapped between two forks. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fork() == 0) {
        *total = 1;
        _exit(0);
    }
    wait(NULL);
    return *total != 1;
}
