/* Producers, a bounded buffer and a consumer, which is main: by semaphores. */
#define _GNU_SOURCE /* TEMP_FAILURE_RETRY: again if it fails with EINTR */
#include <err.h>
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_SLOTS = 16 };
struct buffer {
    int slot[MAX_SLOTS], slots, in, out; /* next put in slot[in] */
    sem_t room, items, guard; /* empty slots; full slots; 1: nobody is in */
};

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

int
main(int argc, char **argv)
{
    int producers, count, sum = 0;
    struct buffer *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (b == MAP_FAILED)
        err(1, "mmap");
    if (argc < 4 || (producers = atoi(argv[1])) < 1 ||
        (count = atoi(argv[2])) < 1 || (b->slots = atoi(argv[3])) < 1 ||
        b->slots > MAX_SLOTS)
        errx(2, "usage: proc PRODUCERS ITEMS SLOTS [MILLISECONDS]");
    /* task 1: Initialise the three semaphores, for several processes. */
    /* solution */
    if (sem_init(&b->room, 1, b->slots) == -1 ||
        sem_init(&b->items, 1, 0) == -1 || sem_init(&b->guard, 1, 1) == -1)
        err(1, "sem_init");
    /* end */
    for (int i = 0; i < producers; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0) {
            if (argc > 4)
                usleep(atoi(argv[4]) * 1000);
            for (int item = 1; item <= count; item++)
                put(b, item);
            _exit(0);
        }
    }
    for (int i = 0; i < producers * count; i++)
        sum += take(b);
    for (int i = 0, status; i < producers; i++)
        if (TEMP_FAILURE_RETRY(wait(&status)) == -1 || status != 0)
            errx(1, "a child failed");
    printf("what was taken adds up to %d\n", sum);
}
