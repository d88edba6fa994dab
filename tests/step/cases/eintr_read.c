/* expect: unproved; options: --faults=eintr; says: sleeps in the kernel */

/* That a read is interrupted is not tried, and so nothing is proved. */

#include <unistd.h>
int
main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0)
        _exit(write(ends[1], "x", 1) != 1);
    return read(ends[0], &byte, 1) != 1;
}
