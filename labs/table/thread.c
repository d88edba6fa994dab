/* A hash table in which threads insert and look up at the same time. */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 2, MAX_WORKERS = 8, MAX_KEYS = 1000 };
struct node {
    long key;
    struct node *next;
} nodes[MAX_WORKERS][MAX_KEYS]; /* what each thread inserts */
struct bucket {
    pthread_mutex_t lock;
    int inside; /* how many threads are: 0 or 1 */
    struct node *first;
} table[BUCKETS];
long keys;                  /* how many each thread inserts */
atomic_long added, found;   /* by all threads */
pthread_barrier_t together; /* passed when all buckets are inserted into */

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static int
look_up(long key, struct node *spare) /* is it in? If not, insert the spare */
{
    struct bucket *bucket = &table[key % BUCKETS];

    /* task 1: Keep all others out of this bucket, but of no other bucket. */
    /* solution */
    check(pthread_mutex_lock(&bucket->lock), "pthread_mutex_lock");
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
        pthread_barrier_wait(&together);
    bucket->inside--;
    /* task 2: Let the others in. */
    /* solution */
    check(pthread_mutex_unlock(&bucket->lock), "pthread_mutex_unlock");
    /* end */
    return node != NULL;
}

static void *
work(void *argument)
{
    struct node *mine = argument;
    long key = (mine - nodes[0]) / MAX_KEYS, last = key + keys;

    do {
        added += !look_up(key, mine++);
        found += look_up(key, NULL);
    } while (++key < last);
    return NULL;
}

int
main(int argc, char **argv)
{
    long workers = argc == 3 ? atol(argv[1]) : 0;
    pthread_t thread[MAX_WORKERS];

    keys = workers < 1 || workers > MAX_WORKERS ? -1 : atol(argv[2]);
    if (keys < 0 || keys > MAX_KEYS || (keys == 0 && workers != BUCKETS))
        errx(2, "usage: thread WORKERS KEYS (0: 2 workers, a bucket for each)");
    for (int i = 0; i < BUCKETS; i++)
        check(pthread_mutex_init(&table[i].lock, NULL), "pthread_mutex_init");
    check(pthread_barrier_init(&together, NULL, BUCKETS), "barrier");
    for (long i = 0; i < workers; i++)
        check(pthread_create(&thread[i], NULL, work, nodes[i]), "create");
    for (long i = 0; i < workers; i++)
        check(pthread_join(thread[i], NULL), "pthread_join");
    printf("added %ld, found %ld\n", added, found);
}
