/* expect: crashes */

/* Whether a child has ended yet is seen, although it touches nothing. */

#include <assert.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    assert(waitpid(child, NULL, WNOHANG) == 0);
}
