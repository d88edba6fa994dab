/* expect: fails */

/* The kernel reads the values of the semaphores: who comes first, the one who
 * changes them or the call, decides what they are. */

#include <pthread.h>
#include <sys/sem.h>
static unsigned short values[] = {7, 1};
static int set;
static void *
prepare(void *unused)
{
    values[1] = 2;
    return unused;
}
static void *
call(void *unused)
{
    semctl(set, 0, SETALL, values);
    return unused;
}
int
main(void)
{
    pthread_t one, two;

    set = semget(IPC_PRIVATE, 2, 0600);
    pthread_create(&one, NULL, prepare, NULL);
    pthread_create(&two, NULL, call, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    int seen = semctl(set, 1, GETVAL);
    semctl(set, 0, IPC_RMID);
    return seen == 1;
}
