/* expect: fails; says: wait4 -> ECHILD */

/* The usual loop that waits for all children, here of two that race. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *count = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            (*count)++;
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return *count != 2;
}
