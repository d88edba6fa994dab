/* expect: refused; says: wait4 at rusage_of_child.c */

/* How long a child has run is not modelled. */

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    struct rusage usage;
    int status;
    if (fork() == 0)
        _exit(0);
    wait4(-1, &status, 0, &usage);
    return 0;
}
