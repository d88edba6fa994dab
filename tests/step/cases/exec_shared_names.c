/* expect: refused; says: looks at /dev/shm */

/* The other program opens what others may have mapped. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        execl("/bin/cat", "cat", "/dev/shm/step-case-any", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
