/* expect: holds */

/* A thread that goes round for ever ends when main exits. */

#include <pthread.h>

static volatile int never;

static void *
worker(void *unused)
{
    while (never == 0)
        ;
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    return never;
}
