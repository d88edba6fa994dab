/* expect: unproved; says: in the midst of a printf */

/* The worker is cancelled in a printf that writes at once. */

#include <pthread.h>
#include <stdio.h>

static void *
worker(void *unused)
{
    printf("one\n");
    printf("two\n");
    return unused;
}

int
main(void)
{
    pthread_t t;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pthread_create(&t, NULL, worker, NULL);
    pthread_cancel(t);
    pthread_join(t, NULL);
}
