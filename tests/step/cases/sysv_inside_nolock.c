/* expect: fails; says: update is lost */

/* Each process attaches the memory itself, at an address of its own. */

#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int shm = shmget(IPC_PRIVATE, sizeof(int), IPC_CREAT | 0600);
    int child = fork();
    if (child == 0)
        shmat(shmget(IPC_PRIVATE, 4096, 0600), NULL, 0);
    volatile int *total = shmat(shm, NULL, 0);
    int seen = *total;
    *total = seen + 1;
    if (child == 0)
        _exit(0);
    wait(NULL);
    shmctl(shm, IPC_RMID, NULL);
    return *total != 2;
}
