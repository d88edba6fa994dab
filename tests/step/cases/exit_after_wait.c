/* expect: holds */

/* A worker that has waited ends by pthread_exit; it has no clean-up handler of
 * its own. */

#include <pthread.h>
#include <semaphore.h>
static sem_t s;
static int total;
static void *
worker(void *unused)
{
    (void)unused;
    sem_wait(&s);
    total++;
    sem_post(&s);
    pthread_exit(NULL);
}
int
main(void)
{
    pthread_t p, q;
    sem_init(&s, 0, 1);
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
