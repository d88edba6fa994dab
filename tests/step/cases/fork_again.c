/* expect: holds; says: A main  B main (child)  C main (child) */

/* A process that is made only when the one before it has ended. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int mine = 0;

    for (int i = 0; i < 2; i++) {
        mine++;
        if (fork() == 0) {
            *total = *total * 10 + mine;
            _exit(0);
        }
        if (wait(NULL) == -1)
            return 2;
    }
    return *total != 12;
}
