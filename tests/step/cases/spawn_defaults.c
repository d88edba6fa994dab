/* expect: holds */

/* The other program dies of a signal that its parent ignores, as was asked. */

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char *arguments[] = {"sh", "-c", "kill -TERM $$", NULL};
    posix_spawnattr_t how;
    sigset_t set;
    pid_t child;
    int status;
    signal(SIGTERM, SIG_IGN);
    if (fork() == 0)
        _exit(0);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigdefault(&how, &set);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
    if (posix_spawn(&child, "/bin/sh", NULL, &how, arguments, NULL) != 0)
        return 2;
    waitpid(child, &status, 0);
    wait(NULL);
    return !WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM;
}
