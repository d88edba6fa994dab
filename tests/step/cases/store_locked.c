/* expect: holds */

/* Each writes one place and reads the other, but never both at a time. */

#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int balance[2] = {100, 100};
static void *
worker(void *me)
{
    int from = me != NULL;
    pthread_mutex_lock(&m);
    balance[from] -= 10;
    balance[!from] += 10;
    pthread_mutex_unlock(&m);
    return NULL;
}
int
main(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, &one);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return balance[0] + balance[1] != 200;
}
