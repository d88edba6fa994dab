/* expect: deadlocks; options: --preemptions=0; says: sleeps in read */

/* The other program has both ends of the pipe that it reads from. */

#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        dup2(ends[0], STDIN_FILENO);
        execl("/bin/cat", "cat", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    close(ends[1]);
    wait(NULL);
}
