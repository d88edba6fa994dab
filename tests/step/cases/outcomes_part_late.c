/* expect: holds; says: outcomes: "...is-shown-stands-2" */

/* Two outcomes that differ only where a long line ends: which is which? */

#include <pthread.h>
#include <stdio.h>

static int last;

static void *
worker(void *number)
{
    last = *(int *)number;
    return number;
}

int
main(void)
{
    int numbers[] = {1, 2};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, worker, &numbers[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("at-the-end-of-a-line-that-is-longer-than-what-is-shown-stands-%d\n",
        last);
    return 0;
}
