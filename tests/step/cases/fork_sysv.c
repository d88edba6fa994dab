/* expect: holds */

/* A System V semaphore is the lock. */

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
static int *total, sem;
static void
add(short n)
{
    struct sembuf op = {0, n, 0};
    semop(sem, &op, 1);
}
static void
worker(void)
{
    add(-1);
    int t = *total;
    *total = t + 1;
    add(1);
}
int
main(void)
{
    int shm = shmget(IPC_PRIVATE, sizeof(int), IPC_CREAT | 0600);
    total = shmat(shm, NULL, 0);
    shmctl(shm, IPC_RMID, NULL);
    sem = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    semctl(sem, 0, SETVAL, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    semctl(sem, 0, IPC_RMID);
    return *total != 2;
}
