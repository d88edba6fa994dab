/* expect: holds */

/* To name a file's owner, the C library first asks a service by a socket. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;

    if (fork() == 0) {
        execlp("ls", "ls", "-l", "/etc/passwd", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status;
}
