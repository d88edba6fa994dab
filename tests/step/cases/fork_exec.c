/* expect: holds */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;
    if (fork() == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
