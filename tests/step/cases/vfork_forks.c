/* expect: refused; says: it makes another */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    if (vfork() == 0) {
        fork();
        _exit(0);
    }
    while (wait(NULL) > 0)
        ;
}
