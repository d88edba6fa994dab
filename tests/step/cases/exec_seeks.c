/* expect: refused; says: head, which calls lseek on a file */

/* It gives back what it has read too much of: the next one begins there. */

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int file = open("/etc/passwd", O_RDONLY);
    dup2(file, STDIN_FILENO);
    close(file);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            execl("/usr/bin/head", "head", "-n", "1", (char *)NULL);
            _exit(127);
        }
        wait(NULL);
    }
}
