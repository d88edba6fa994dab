/* expect: holds; options: --expect-output=ababc */

/* What is in the buffer at a fork is printed by both. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    printf("a");
    printf("b");
    if (fork() == 0)
        return 0;
    wait(NULL);
    printf("c");
    return 0;
}
