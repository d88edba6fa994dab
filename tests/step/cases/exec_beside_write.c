/* expect: refused; says: and the program changes files */

/* A file that was opened long ago changes, and another program looks at files:
 * they might be the same. */

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    const char *name = "/dev/shm/step-case-log";
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fork() == 0) {
        execl("/bin/cat", "cat", "/tmp/step-case-none", (char *)NULL);
        _exit(127);
    }
    if (write(file, "x", 1) != 1)
        return 1;
    wait(NULL);
    unlink(name);
}
