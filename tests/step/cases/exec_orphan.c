/* expect: fails; options: --expect-output=p; says: it prints "o" */

/* The parent of another program may end before that asks for it. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    char parent[16];

    if (count > 1)
        return write(1, getppid() == atoi(argument[1]) ? "p" : "o", 1) != 1;
    snprintf(parent, sizeof(parent), "%d", (int)getpid());
    if (fork() == 0) {
        execl(argument[0], argument[0], parent, (char *)NULL);
        _exit(127);
    }
}
