/* expect: holds; options: --preemptions=0 --expect-output=xxxxxxxx */

/* Eight processes. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    fork();
    fork();
    fork();
    printf("x");
    fflush(stdout);
    while (wait(NULL) > 0)
        ;
}
