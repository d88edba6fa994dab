/* Producers, a bounded buffer and a consumer, which is main: by semaphores. */
#define _GNU_SOURCE /* TEMP_FAILURE_RETRY: again if it fails with EINTR */
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_PRODUCERS = 8, MAX_SLOTS = 16 };
struct buffer {
    int slot[MAX_SLOTS], slots, in, out; /* next put in slot[in] */
    sem_t room, items, guard; /* empty slots; full slots; 1: nobody is in */
} buffer;
int count, late; /* items of each producer; milliseconds before the first */

static void
put(struct buffer *b, int item)
{
    /* task 2: Wait for room, put the item while alone at the slots, post it. */
    /* solution */
    if (TEMP_FAILURE_RETRY(sem_wait(&b->room)) == -1 ||
        TEMP_FAILURE_RETRY(sem_wait(&b->guard)) == -1)
        err(1, "sem_wait");
    /* end */
    b->slot[b->in] = item;
    b->in = (b->in + 1) % b->slots;
    /* solution */
    if (sem_post(&b->guard) == -1 || sem_post(&b->items) == -1)
        err(1, "sem_post");
    /* end */
}

static int
take(struct buffer *b)
{
    /* task 3: The same in reverse. */
    /* solution */
    if (TEMP_FAILURE_RETRY(sem_wait(&b->items)) == -1 ||
        TEMP_FAILURE_RETRY(sem_wait(&b->guard)) == -1)
        err(1, "sem_wait");
    /* end */
    int item = b->slot[b->out];
    b->out = (b->out + 1) % b->slots;
    /* solution */
    if (sem_post(&b->guard) == -1 || sem_post(&b->room) == -1)
        err(1, "sem_post");
    /* end */
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

    if (argc < 4 || (producers = atoi(argv[1])) < 1 ||
        producers > MAX_PRODUCERS || (count = atoi(argv[2])) < 1 ||
        (buffer.slots = atoi(argv[3])) < 1 || buffer.slots > MAX_SLOTS)
        errx(2, "usage: thread PRODUCERS ITEMS SLOTS [MILLISECONDS]");
    late = argc > 4 ? atoi(argv[4]) : 0;
    /* task 1: Initialise the three semaphores. */
    /* solution */
    if (sem_init(&buffer.room, 0, buffer.slots) == -1 ||
        sem_init(&buffer.items, 0, 0) == -1 ||
        sem_init(&buffer.guard, 0, 1) == -1)
        err(1, "sem_init");
    /* end */
    for (int i = 0; i < producers; i++)
        if (pthread_create(&thread[i], NULL, produce, NULL) != 0)
            errx(1, "pthread_create failed");
    for (int i = 0; i < producers * count; i++)
        sum += take(&buffer);
    for (int i = 0; i < producers; i++)
        if (pthread_join(thread[i], NULL) != 0)
            errx(1, "pthread_join failed");
    printf("what was taken adds up to %d\n", sum);
}
