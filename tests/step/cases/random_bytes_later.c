/* expect: holds */

/* A worker's random bytes differ from call to call, and from another's. */

#include <pthread.h>
#include <sys/random.h>
static long got[2];
static void *
worker(void *mine)
{
    unsigned number = 0;
    do
        getrandom(&number, sizeof(number), 0);
    while (number % 4 != 3);
    getrandom(mine, sizeof(long), 0);
    return NULL;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, &got[0]);
    pthread_create(&b, NULL, worker, &got[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return got[0] == got[1];
}
