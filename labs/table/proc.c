/* A hash table in which processes insert and look up at the same time. */
#include <err.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUCKETS = 2, MAX_WORKERS = 8, MAX_KEYS = 1000 };
struct node {
    long key;
    struct node *next;
};
struct bucket {
    sem_t lock; /* 1: free */
    int inside; /* how many processes are: 0 or 1 */
    struct node *first;
};
struct shared {
    struct bucket table[BUCKETS];
    struct node nodes[MAX_WORKERS][MAX_KEYS]; /* what each process inserts */
    atomic_long added, found;                 /* by all processes */
    pthread_barrier_t together; /* passed when all buckets are inserted into */
} * all;
long keys; /* how many each process inserts */

static int
look_up(long key, struct node *spare) /* is it in? If not, insert the spare */
{
    struct bucket *bucket = &all->table[key % BUCKETS];
    /* task 1: Keep all others out of this bucket, but of no other bucket. */
    /* solution */
    if (sem_wait(&bucket->lock) == -1)
        err(1, "sem_wait");
    /* end */
    bucket->inside++;
    struct node *node = bucket->first;
    while (node != NULL && node->key != key)
        node = node->next;
    if (node == NULL && spare != NULL) {
        struct node *rest = bucket->first;
        bucket->first = spare; /* Under the lock any order will do. */
        spare->next = rest;
        spare->key = key;
    }
    if (keys == 0 && spare != NULL)
        pthread_barrier_wait(&all->together);
    bucket->inside--;
    /* task 2: Let the others in. */
    /* solution */
    if (sem_post(&bucket->lock) == -1)
        err(1, "sem_post");
    /* end */
    return node != NULL;
}

int
main(int argc, char **argv)
{
    long workers = argc == 3 ? atol(argv[1]) : 0;
    keys = workers < 1 || workers > MAX_WORKERS ? -1 : atol(argv[2]);
    if (keys < 0 || keys > MAX_KEYS || (keys == 0 && workers != BUCKETS))
        errx(2, "usage: proc WORKERS KEYS (0: 2 workers, a bucket for each)");
    all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < BUCKETS; i++)
        if (all == MAP_FAILED || sem_init(&all->table[i].lock, 1, 1) == -1)
            err(1, "mmap, or sem_init");
    pthread_barrierattr_t across; /* between processes */
    pthread_barrierattr_init(&across);
    pthread_barrierattr_setpshared(&across, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&all->together, &across, BUCKETS);
    for (long me = 0; me < workers; me++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        for (long i = 0; child == 0 && (i < keys || i == 0); i++) {
            all->added += !look_up(me + i, &all->nodes[me][i]);
            all->found += look_up(me + i, NULL);
        }
        if (child == 0)
            _exit(0);
    }
    while (wait(NULL) > 0)
        continue;
    printf("added %ld, found %ld\n", all->added, all->found);
}
