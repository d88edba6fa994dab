/* expect: holds */

/* Its own program is none of the files that this one changes. */

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char name[] = "/tmp/step-case-XXXXXX";
    int status;

    if (fork() == 0) {
        execlp("readlink", "readlink", "/proc/self/exe", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    close(mkstemp(name));
    unlink(name);
    return status;
}
