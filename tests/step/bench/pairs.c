/* Four pairs of workers: two of a pair share a lock and what it guards, and
 * never meet the others. */

#include <pthread.h>

enum { PAIRS = 4 };

static struct {
    pthread_mutex_t lock;
    long total;
    char apart[64];
} pair[PAIRS];

static void *
work(void *argument)
{
    long self = (long)argument / 2;

    pthread_mutex_lock(&pair[self].lock);
    pair[self].total++;
    pthread_mutex_unlock(&pair[self].lock);
    return NULL;
}

int
main(void)
{
    pthread_t thread[2 * PAIRS];

    for (int i = 0; i < PAIRS; i++)
        pthread_mutex_init(&pair[i].lock, NULL);
    for (long i = 0; i < 2 * PAIRS; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (int i = 0; i < 2 * PAIRS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < PAIRS; i++)
        if (pair[i].total != 2)
            return 1;
    return 0;
}
