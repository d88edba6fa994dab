/* expect: holds */

/* Each process looks up the memory and the lock by their key, and attaches
 * the memory itself. */

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
enum { KEY = 0x57e9 };
static int *total;
static void
worker(void)
{
    struct sembuf take = {0, -1, 0}, give = {0, 1, 0};
    int set = semget(KEY, 1, 0600);
    total = shmat(shmget(KEY, sizeof(int), IPC_CREAT | 0600), NULL, 0);
    semop(set, &take, 1);
    ++*total;
    semop(set, &give, 1);
}
int
main(void)
{
    int set = semget(KEY, 1, IPC_CREAT | 0600);
    semctl(set, 0, SETVAL, 1);
    if (fork() == 0) {
        worker();
        return shmdt(total) == -1;
    }
    worker();
    wait(NULL);
    semctl(set, 0, IPC_RMID);
    shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
    return *total != 2;
}
