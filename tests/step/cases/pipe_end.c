/* expect: holds */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], status;
    char byte;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        close(ends[0]);
        _exit(write(ends[1], "x", 1) != 1);
    }
    close(ends[1]);
    if (read(ends[0], &byte, 1) != 1 || read(ends[0], &byte, 1) != 0)
        return 3;
    wait(&status);
    return status;
}
