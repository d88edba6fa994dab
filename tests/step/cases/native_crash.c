/* expect: crashes; options: --max-seconds=30; says: native_crash.c:16 */

/* It dies after long work of its own, at that line. */

#include <pthread.h>

static volatile int total;

static void *
worker(void *address)
{
    for (volatile int i = 0; i < 1000000; i++)
        continue;
    total = total + 1;
    if (total == 1)
        *(volatile int *)address = 1;
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, (void *)&total);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
