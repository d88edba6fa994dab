/* expect: holds */

/* A shell's status, after the program has become that. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c", "exit $((1 + 2))", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 3;
}
