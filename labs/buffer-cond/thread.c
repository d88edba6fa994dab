/* Producers, a bounded buffer and a consumer, which is main: a monitor. */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PRODUCERS = 8, SLOTS = 1 };

struct buffer {
    int slot[SLOTS], full;  /* the first ones are full; last in, first out */
    pthread_mutex_t guard;  /* of slot and full */
    pthread_cond_t changed; /* signalled when full changes */
} buffer = {
    .guard = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
int count, late; /* items of each producer; milliseconds before the first */

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
put(struct buffer *b, int item)
{
    /* task 1: Lock, wait while the buffer is full, put the item, wake others.
     */
    /* solution */
    check(pthread_mutex_lock(&b->guard), "lock");
    while (b->full == SLOTS)
        check(pthread_cond_wait(&b->changed, &b->guard), "wait");
    b->slot[b->full++] = item;
    check(pthread_cond_broadcast(&b->changed), "broadcast");
    check(pthread_mutex_unlock(&b->guard), "unlock");
    /* end: b->slot[b->full++ % SLOTS] = item; */
}

static int
take(struct buffer *b)
{
    int item;

    /* task 2: The same in reverse. */
    /* solution */
    check(pthread_mutex_lock(&b->guard), "lock");
    while (b->full == 0)
        check(pthread_cond_wait(&b->changed, &b->guard), "wait");
    item = b->slot[--b->full];
    check(pthread_cond_broadcast(&b->changed), "broadcast");
    check(pthread_mutex_unlock(&b->guard), "unlock");
    /* end: item = b->slot[b->full > 0 ? --b->full : 0]; */
    return item;
}

static void *
produce(void *unused)
{
    if (late > 0)
        usleep(late * 1000);
    for (int item = 1; item <= count; item++)
        put(&buffer, item);
    return unused;
}

int
main(int argc, char **argv)
{
    pthread_t thread[MAX_PRODUCERS];
    int producers, sum = 0;

    if (argc < 3 || (producers = atoi(argv[1])) < 1 ||
        producers > MAX_PRODUCERS || (count = atoi(argv[2])) < 1)
        errx(2, "usage: thread PRODUCERS ITEMS [MILLISECONDS]");
    late = argc > 3 ? atoi(argv[3]) : 0;
    for (int i = 0; i < producers; i++)
        check(pthread_create(&thread[i], NULL, produce, NULL), "create");
    for (int i = 0; i < producers * count; i++)
        sum += take(&buffer);
    for (int i = 0; i < producers; i++)
        check(pthread_join(thread[i], NULL), "join");
    printf("what was taken adds up to %d\n", sum);
}
