/* expect: holds */

/* A named semaphore that must be new, and is unlinked at the end. */

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
    s = sem_open("/step-case-named_sem", O_CREAT | O_EXCL, 0600, 1);
    if (s == SEM_FAILED) {
        perror("sem_open");
        return 1;
    }
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    sem_unlink("/step-case-named_sem");
    return total != 2;
}
