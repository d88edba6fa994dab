/* expect: holds; options: --preemptions=0 --expect-output=z */

/* The other program waits for what a child writes that is not made to run yet.
 */

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char *arguments[] = {"cat", NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];
    pid_t child;
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0)
        _exit(write(ends[1], "z", 1) != 1);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    if (posix_spawnp(&child, "cat", &actions, NULL, arguments, NULL) != 0)
        return 2;
    close(ends[0]);
    close(ends[1]);
    while (wait(NULL) > 0)
        ;
}
