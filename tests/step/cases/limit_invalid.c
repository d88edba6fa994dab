/* expect: holds */

/* A limit of -1 nanosecond is none. A library may say so, or ask the kernel
 * again and again until the thread has ended: that is a loop within one step.
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <time.h>

static int word;

static void *
worker(void *unused)
{
    word = 1;
    return unused;
}

int
main(void)
{
    const struct timespec limit = {0, -1};
    pthread_t one;

    pthread_create(&one, NULL, worker, NULL);
    if (pthread_timedjoin_np(one, NULL, &limit) != 0)
        pthread_join(one, NULL);
    return word != 1;
}
