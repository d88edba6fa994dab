/* expect: holds; options: --preemptions=1 */

/* What the other program writes comes through a pipe, and then nothing more. */

#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char *arguments[] = {"echo", "abc", NULL}, text[8];
    posix_spawn_file_actions_t actions;
    int ends[2], status;
    pid_t child;
    if (fork() == 0)
        _exit(0);
    if (wait(NULL) == -1 || pipe(ends) == -1)
        return 2;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    if (posix_spawnp(&child, "echo", &actions, NULL, arguments, NULL) != 0)
        return 2;
    close(ends[1]);
    if (read(ends[0], text, sizeof(text)) != 4 || read(ends[0], text, 1) != 0)
        return 1;
    waitpid(child, &status, 0);
    return status;
}
