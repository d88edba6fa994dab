/* expect: fails; options: --max-seconds=30 */

/* In the middle of long private work it looks, once, at what the other one
 * writes. */

#include <pthread.h>

static volatile struct {
    long before[1024], ready, behind[1024];
} flag;
static long seen = 1;

static void *
reader(void *unused)
{
    for (volatile int i = 0; i < 2000000; i++)
        if (i == 1000000)
            seen = flag.ready;
    return unused;
}

static void *
writer(void *unused)
{
    for (volatile int i = 0; i < 1000000; i++)
        continue;
    flag.ready = 1;
    return unused;
}

int
main(void)
{
    pthread_t thread[2];

    pthread_create(&thread[0], NULL, writer, NULL);
    pthread_create(&thread[1], NULL, reader, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    return seen != 1;
}
