/* expect: refused; says: sh, which calls */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c", "/bin/true; /bin/true", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
