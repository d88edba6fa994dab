/* expect: holds */
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char *arguments[] = {"program", NULL};
    pid_t child;
    if (fork() == 0)
        _exit(0);
    int error = posix_spawn(&child, "/no/program", NULL, NULL, arguments, NULL);
    wait(NULL);
    return error != ENOENT || wait(NULL) != -1;
}
