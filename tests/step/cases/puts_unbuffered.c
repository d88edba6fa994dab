/* expect: holds; says: 4 outcomes */

/* Without a buffer puts writes twice: another process may come between. */

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (fork() == 0) {
        puts("a");
        _exit(0);
    }
    puts("b");
    wait(NULL);
}
