/* expect: holds; options: --max-seconds=30 */

/* 10^8 instructions of its own come before each worker meets the other. */

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *
worker(void *unused)
{
    for (volatile int i = 0; i < 25000000; i++)
        continue;
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 2;
}
