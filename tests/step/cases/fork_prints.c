/* expect: holds; says: 4 outcomes */

/* The first child may print before main does again. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (fork() == 0)
        return puts("child") == EOF;
    puts("main");
    if (fork() == 0)
        return 0;
    while (wait(NULL) > 0)
        continue;
    return 0;
}
