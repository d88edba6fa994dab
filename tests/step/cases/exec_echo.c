/* expect: fails; options: --expect-output=ab; says: it prints "ba" */

/* Two children become another program; nothing orders what these print. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            execl("/bin/echo", "echo", "-n", i == 0 ? "a" : "b", (char *)NULL);
            _exit(127);
        }
    while (wait(NULL) > 0)
        ;
}
