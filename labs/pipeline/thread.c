/* Producers, a filter and consumers; all end when there is no more to do. */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t lock; /* to be held when using the rest */
    pthread_cond_t changed;
    int item, writers; /* 0: empty; 0: nobody will put anything in */
} raw = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0},
  cooked = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 1};
int items;
atomic_long sum; /* of what the consumers got */

static void
check(int code, const char *call) /* 0, or an error */
{
    if (code != 0)
        errx(1, "%s failed", call);
}

static void
put(struct box *box, int item)
{
    check(pthread_mutex_lock(&box->lock), "pthread_mutex_lock");
    /* task 1: Wait for an empty box, put it in, wake others. 0: you leave. */
    /* solution */
    while (box->item != 0)
        check(pthread_cond_wait(&box->changed, &box->lock), "wait");
    box->item = item;
    box->writers -= item == 0;
    check(pthread_cond_broadcast(&box->changed), "pthread_cond_broadcast");
    /* end: box->item = item; */
    check(pthread_mutex_unlock(&box->lock), "pthread_mutex_unlock");
}

static int
take(struct box *box)
{
    check(pthread_mutex_lock(&box->lock), "pthread_mutex_lock");
    /* task 2: Wait for an item or for the end, take it out, wake others. */
    /* solution */
    while (box->item == 0 && box->writers > 0)
        check(pthread_cond_wait(&box->changed, &box->lock), "wait");
    int item = box->item;
    box->item = 0;
    check(pthread_cond_broadcast(&box->changed), "pthread_cond_broadcast");
    /* end: int item = box->item; */
    check(pthread_mutex_unlock(&box->lock), "pthread_mutex_unlock");
    return item; /* 0: the end */
}

static void *
produce(void *unused)
{
    for (int i = items; i >= 0; i--)
        put(&raw, i);
    return unused;
}

static void *
consume(void *unused)
{
    for (int item; (item = take(&cooked)) != 0;)
        sum += item;
    return unused;
}

int
main(int argc, char **argv)
{
    int producers = argc == 4 ? atoi(argv[1]) : 0, item;
    int workers = argc == 4 ? producers + atoi(argv[2]) : 0;
    void *(*role[])(void *) = {produce, consume};
    pthread_t id[8];
    if (producers < 1 || workers <= producers || workers > 8)
        errx(2, "usage: thread PRODUCERS CONSUMERS ITEMS");
    raw.writers = producers, items = atoi(argv[3]);
    for (int i = 0; i < workers; i++)
        check(
            pthread_create(&id[i], NULL, role[i >= producers], NULL), "create");
    do /* main is the filter; twice 0 is 0: at the end it leaves */
        put(&cooked, 2 * (item = take(&raw)));
    while (item != 0);
    for (int i = 0; i < workers; i++)
        check(pthread_join(id[i], NULL), "pthread_join");
    printf("sum %ld\n", sum);
}
