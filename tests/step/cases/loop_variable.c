/* expect: holds */
#include <pthread.h>
static void *
worker(void *number)
{
    volatile int seen = *(int *)number;
    (void)seen;
    return NULL;
}
int
main(void)
{
    pthread_t t[2];
    volatile int i;
    for (i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, worker, (void *)&i);
    for (int j = 0; j < 2; j++)
        pthread_join(t[j], NULL);
}
