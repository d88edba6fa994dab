/* expect: refused; says: and the program changes files */

/* What the other program lists may depend on what its parent has made. */

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    if (fork() == 0) {
        execl("/bin/cat", "cat", "/tmp/step-case-made", (char *)NULL);
        _exit(127);
    }
    unlink("/tmp/step-case-made");
    wait(NULL);
}
