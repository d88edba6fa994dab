/* expect: holds */

/* A named semaphore, unlinked at once. */

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
static sem_t *s;
static int total;
static void *
worker(void *unused)
{
    sem_wait(s);
    total++;
    sem_post(s);
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    s = sem_open("/step-case-named_sem_early", O_CREAT | O_EXCL, 0600, 1);
    if (s == SEM_FAILED) {
        perror("sem_open");
        return 1;
    }
    sem_unlink("/step-case-named_sem_early");
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    ;
    return total != 2;
}
