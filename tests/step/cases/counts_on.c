/* expect: unproved; says: not tried: those in which the loop at counts_on.c */

/* A loop that reads what others write near by, and ends by itself after many
 * turns: it does not wait for anybody. */

#include <pthread.h>
static struct {
    int turns, sum;
} __attribute__((aligned(8))) shared = {1000, 0};
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *
worker(void *unused)
{
    for (volatile int i = 0; i < *(volatile int *)&shared.turns; i++)
        continue;
    pthread_mutex_lock(&m);
    shared.sum++;
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return shared.sum != 2;
}
