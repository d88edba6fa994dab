/* expect: holds */

/* A child that forks after its parent has ended, which closes a file. */

#include <fcntl.h>
#include <unistd.h>
int
main(void)
{
    if (open("/etc/passwd", O_RDONLY) == -1)
        return 1;
    if (fork() == 0 && fork() == 0)
        fork();
    return 0;
}
