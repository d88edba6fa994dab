/* expect: fails; says: total */

/* Before each task, main talks with a program: now one of the two sleeps, now
 * the other, and never both. */

#include <pthread.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 200 };

extern char **environ;
static int there[2], back[2], total;

static void *
add(void *unused)
{
    total++;
    return unused;
}

static void
start_cat(void)
{
    char *words[] = {"cat", NULL};
    posix_spawn_file_actions_t actions;
    pid_t id;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, there[0], 0);
    posix_spawn_file_actions_adddup2(&actions, back[1], 1);
    posix_spawn_file_actions_addclose(&actions, there[1]);
    posix_spawnp(&id, "cat", &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
}

static void
converse(void)
{
    char byte = 'a';

    for (int i = 0; i < ROUNDS; i++)
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
            _exit(2);
}

int
main(void)
{
    pthread_t one, two;

    if (pipe(there) != 0 || pipe(back) != 0)
        return 2;
    start_cat();
    converse();
    pthread_create(&one, NULL, add, NULL);
    converse();
    close(there[1]);
    wait(NULL);
    pthread_create(&two, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return total != 2;
}
