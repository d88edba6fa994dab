/* Producers, a bounded buffer and a consumer, which is main: a monitor. */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 1 };
struct buffer {
    int slot[SLOTS], full;  /* the first ones are full; last in, first out */
    pthread_mutex_t guard;  /* of slot and full */
    pthread_cond_t changed; /* signalled when full changes */
};

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
put(struct buffer *b, int item)
{
    /* task 2: Lock, wait while the buffer is full, put the item, wake others.
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

int
main(int argc, char **argv)
{
    int producers, count, sum = 0;

    if (argc < 3 || (producers = atoi(argv[1])) < 1 ||
        (count = atoi(argv[2])) < 1)
        errx(2, "usage: proc PRODUCERS ITEMS [MILLISECONDS]");
    struct buffer *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (b == MAP_FAILED)
        err(1, "mmap");
    /* task 1: Initialise guard and changed, both for several processes. */
    /* solution */
    pthread_mutexattr_t lock;
    pthread_condattr_t cond;
    check(pthread_mutexattr_init(&lock), "lock");
    check(pthread_mutexattr_setpshared(&lock, PTHREAD_PROCESS_SHARED), "lock");
    check(pthread_mutex_init(&b->guard, &lock), "lock");
    check(pthread_condattr_init(&cond), "cond");
    check(pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED), "cond");
    check(pthread_cond_init(&b->changed, &cond), "cond");
    /* end: (void)check; */
    for (int i = 0; i < producers; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0) {
            if (argc > 3)
                usleep(atoi(argv[3]) * 1000);
            for (int item = 1; item <= count; item++)
                put(b, item);
            _exit(0);
        }
    }
    for (int i = 0; i < producers * count; i++) {
        /* task 3: Take an item: the same in reverse. */
        /* solution */
        check(pthread_mutex_lock(&b->guard), "lock");
        while (b->full == 0)
            check(pthread_cond_wait(&b->changed, &b->guard), "wait");
        sum += b->slot[--b->full];
        check(pthread_cond_broadcast(&b->changed), "broadcast");
        check(pthread_mutex_unlock(&b->guard), "unlock");
        /* end: sum += b->slot[b->full > 0 ? --b->full : 0]; */
    }
    for (int i = 0, status; i < producers; i++)
        if (wait(&status) == -1 || status != 0)
            errx(1, "a child failed");
    printf("what was taken adds up to %d\n", sum);
}
