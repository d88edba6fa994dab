/* expect: holds; says: 3 outcomes */

/* The first thread may print before main does. */

#include <pthread.h>
#include <stdio.h>
static void *
worker(void *self)
{
    printf("worker %d\n", *(int *)self);
    return NULL;
}
int
main(void)
{
    pthread_t threads[2];
    int ids[2] = {0, 1};
    pthread_create(&threads[0], NULL, worker, &ids[0]);
    printf("one is made\n");
    pthread_create(&threads[1], NULL, worker, &ids[1]);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
