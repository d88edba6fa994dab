/* expect: holds */

/* Memory that is attached twice, detached once too often, and attached again.
 */

#include <errno.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int shm = shmget(IPC_PRIVATE, 2 * sizeof(int), IPC_CREAT | 0600), status;
    if (fork() == 0) {
        int *one = shmat(shm, NULL, 0), *two = shmat(shm, NULL, 0);
        *one = 5;
        int bad = shmdt(one) != 0 || *two != 5;
        bad |= shmdt(one) != -1 || errno != EINVAL || shmdt(two) != 0;
        one = shmat(shm, NULL, 0);
        bad |= one[0] != 5 || one[1] != 0;
        one[1] = 7;
        _exit(bad);
    }
    wait(&status);
    int *all = shmat(shm, NULL, 0);
    shmctl(shm, IPC_RMID, NULL);
    return status != 0 || all[0] != 5 || all[1] != 7;
}
