/* expect: holds */

/* What calls leave on the stack, and nobody reads, differs between starts. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sembuf take = {0, -1, 0}, give = {0, 1, 0};
int
main(void)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);

    if (id == -1 || semctl(id, 0, SETVAL, 1) == -1)
        return 77;
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            semop(id, &take, 1);
            printf("%d in\n", i);
            sleep(1);
            printf("%d out\n", i);
            semop(id, &give, 1);
            exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return semctl(id, 0, IPC_RMID) == -1;
}
