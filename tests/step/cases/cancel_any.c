/* expect: refused; says: at any instruction (PTHREAD_CANCEL_ASYNCHRONOUS) at */

/* What a thread has done by then that may be cancelled anywhere. */

#include <pthread.h>
#include <stddef.h>

static volatile long rounds;

static void *
worker(void *unused)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    while (rounds >= 0)
        rounds = rounds + 1;
    return unused;
}

int
main(void)
{
    pthread_t t;

    pthread_create(&t, NULL, worker, NULL);
    pthread_cancel(t);
    pthread_join(t, NULL);
}
