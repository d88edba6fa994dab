/* expect: refused; says: PR_SET_CHILD_SUBREAPER */

/* The wait is for the grandchild, which main adopts. */

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    pid_t child = fork();
    if (child == 0) {
        fork();
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return wait(NULL) == -1;
}
