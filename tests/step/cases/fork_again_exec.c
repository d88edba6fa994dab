/* expect: holds */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            if (i == 1)
                execl("/bin/true", "true", (char *)NULL);
            _exit(0);
        }
        wait(NULL);
    }
}
