/* expect: refused; says: touch, which opens */

/* Others might see the file that the other program makes. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        execl("/bin/touch", "touch", "/tmp/step-case-touched", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
