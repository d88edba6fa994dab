/* expect: refused; says: on a file that is mapped at mapped_and_written.c
 */

/* One word of a file, by a mapping and by a descriptor. */

#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    FILE *file = tmpfile();
    int new = 7;
    if (file == NULL || ftruncate(fileno(file), 4096) == -1)
        return 2;
    volatile int *word =
        mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
    if (fork() == 0)
        _exit(pwrite(fileno(file), &new, sizeof(new), 0) == -1);
    int seen = *word;
    wait(NULL);
    return seen != 0;
}
