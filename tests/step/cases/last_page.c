/* expect: crashes; says: killed by SIGSEGV */
/* A negative index to NULL is in the last page of all: what follows it is 0. */
#include <pthread.h>

long *list;

static void *
worker(void *unused)
{
    list[-2] = 1;
    return unused;
}

int
main(void)
{
    pthread_t one;

    pthread_create(&one, NULL, worker, NULL);
    pthread_join(one, NULL);
}
