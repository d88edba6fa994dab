/* expect: fails; says: times out */
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
static sem_t s;
static void *
worker(void *unused)
{
    sem_post(&s);
    return unused;
}
int
main(void)
{
    pthread_t t;
    struct timespec until;
    sem_init(&s, 0, 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_create(&t, NULL, worker, NULL);
    int missed = sem_timedwait(&s, &until) == -1;
    pthread_join(t, NULL);
    return missed;
}
