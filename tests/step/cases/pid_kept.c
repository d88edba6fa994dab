/* expect: holds; says: none fails */

/* Main's id, known and printed before it makes a task, is the same in each
 * start. The calls on the pipe need many. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], one, two;
    pid_t me = getpid();
    printf("I am %d\n", (int)me);
    fflush(stdout);
    if (pipe(ends) == -1)
        return 2;
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(write(ends[1], "x", 1) != 1 || getppid() != me);
    wait(&one);
    wait(&two);
    return one != 0 || two != 0;
}
