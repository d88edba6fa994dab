/* Readers, who are threads, read together; a writer writes alone. */
#include <assert.h>
#include <err.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER; /* guards both counts */
int reading, waiting; /* readers inside, writers that have come */
pthread_cond_t changed = PTHREAD_COND_INITIALIZER; /* of a count */
int first, second;               /* what is written: equal, seen from inside */
pthread_barrier_t inside, leave; /* all readers are in; may go */
sem_t asked;                     /* a writer has come */

static void
check(int code, const char *call) /* 0, or an error */
{
    if (code != 0)
        errx(1, "%s failed", call);
}

static void *
reader(void *late)
{
    /* task 1: Go in, but not before a waiting writer. */
    /* solution */
    check(pthread_mutex_lock(&door), "pthread_mutex_lock");
    while (waiting > 0)
        check(pthread_cond_wait(&changed, &door), "pthread_cond_wait");
    reading++;
    check(pthread_mutex_unlock(&door), "pthread_mutex_unlock");
    /* end */
    if (late == NULL) /* stays until main has seen a writer come */
        pthread_barrier_wait(&inside), pthread_barrier_wait(&leave);
    assert(first == second && (late ? first >= *(int *)late : first == 0));
    /* task 2: Leave. Who may be waiting for that? */
    /* solution */
    check(pthread_mutex_lock(&door), "pthread_mutex_lock");
    reading--;
    check(pthread_cond_broadcast(&changed), "pthread_cond_broadcast");
    check(pthread_mutex_unlock(&door), "pthread_mutex_unlock");
    /* end */
    return NULL;
}

static void *
writer(void *unused)
{
    pthread_barrier_wait(&inside); /* comes when all readers are inside */
    /* task 3: Come, and post `asked`: from now on no reader may go in before
     * you. When no reader is inside, write, and leave. Keep writers out, too.
     */
    /* solution */
    check(pthread_mutex_lock(&door), "pthread_mutex_lock");
    waiting++;
    check(sem_post(&asked), "sem_post");
    while (reading > 0)
        check(pthread_cond_wait(&changed, &door), "pthread_cond_wait");
    first++, second++;
    waiting--;
    check(pthread_cond_broadcast(&changed), "pthread_cond_broadcast");
    check(pthread_mutex_unlock(&door), "pthread_mutex_unlock");
    /* end: sem_post(&asked), first++, second++; */
    return unused;
}

int
main(int argc, char **argv)
{
    int readers = argc == 3 ? atoi(argv[1]) : 0;
    int all = argc == 3 ? readers + atoi(argv[2]) : 0, late = all > readers;
    pthread_t thread[8];
    if (readers < 0 || all < 1 || all < readers || all > 8)
        errx(2, "usage: thread READERS WRITERS, 8 together at most");
    check(sem_init(&asked, 0, !late), "sem_init");
    check(pthread_barrier_init(&inside, NULL, all + 1), "barrier");
    check(pthread_barrier_init(&leave, NULL, readers + 1), "barrier");
    for (int i = 0; i < all; i++) {
        void *(*role)(void *) = i < readers ? reader : writer;
        check(pthread_create(&thread[i], NULL, role, NULL), "create");
    }
    pthread_barrier_wait(&inside); /* The play: all readers are inside; */
    sem_wait(&asked);              /* a writer comes; */
    pthread_barrier_wait(&leave);  /* the readers go; */
    reader(&late);                 /* and a last one comes: main. */
    for (int i = 0; i < all; i++)
        check(pthread_join(thread[i], NULL), "pthread_join");
    printf("written %d\n", first);
}
