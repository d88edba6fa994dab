/* expect: unended; options: --max-seconds=4 */

/* It counts, and will not come to an end in time: that is no deadlock. */

#include <pthread.h>

static int total;

static void *
worker(void *unused)
{
    for (volatile unsigned long i = 1; i != 0; i++)
        continue;
    total++;
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
