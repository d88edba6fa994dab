/* expect: holds */

/* Each wait reports one child, and there is none left after the last. */

#include <assert.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int status;

    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(i);
        assert(wait(&status) == child);
        assert(WIFEXITED(status) && WEXITSTATUS(status) == i);
        assert(wait(&status) == -1 && errno == ECHILD);
        assert(waitpid(child, &status, WNOHANG) == -1 && errno == ECHILD);
    }
    return 0;
}
