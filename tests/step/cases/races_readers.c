/* expect: holds; options: --races --no-reduction; says: has no data race */

/* Two read at the same time what a third has written before. */

#include <pthread.h>
#include <semaphore.h>
static sem_t told;
static int item;
static void *
reader(void *unused)
{
    sem_wait(&told);
    return item == 1 ? NULL : unused;
}
static void *
writer(void *unused)
{
    item = 1;
    sem_post(&told);
    sem_post(&told);
    return unused;
}
int
main(void)
{
    pthread_t a, b, c;
    sem_init(&told, 0, 0);
    pthread_create(&a, NULL, reader, &item);
    pthread_create(&b, NULL, reader, &item);
    pthread_create(&c, NULL, writer, NULL);
    void *failed[2];
    pthread_join(a, &failed[0]);
    pthread_join(b, &failed[1]);
    pthread_join(c, NULL);
    return failed[0] != NULL || failed[1] != NULL;
}
