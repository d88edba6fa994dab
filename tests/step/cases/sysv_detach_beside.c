/* expect: crashes; says: SIGSEGV */

/* One thread detaches the memory that another reads. */

#include <pthread.h>
#include <sys/ipc.h>
#include <sys/shm.h>
static volatile int *total;
static int seen;
static void *
worker(void *detaches)
{
    if (detaches != NULL)
        shmdt((void *)total);
    else
        seen = *total;
    return NULL;
}
int
main(void)
{
    pthread_t first, second;
    int shm = shmget(IPC_PRIVATE, sizeof(int), IPC_CREAT | 0600);
    total = shmat(shm, NULL, 0);
    shmctl(shm, IPC_RMID, NULL);
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return seen;
}
