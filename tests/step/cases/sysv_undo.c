/* expect: holds */

/* A process that ends gives back what it took with SEM_UNDO. */

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    struct sembuf take = {0, -1, SEM_UNDO};
    int set = semget(IPC_PRIVATE, 1, 0600), status;
    semctl(set, 0, SETVAL, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(semop(set, &take, 1) == -1);
    while (wait(&status) > 0)
        if (status != 0)
            return 1;
    int value = semctl(set, 0, GETVAL);
    semctl(set, 0, IPC_RMID);
    return value != 1;
}
