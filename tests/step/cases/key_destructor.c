/* expect: holds; options: --preemptions=1 */
#include <pthread.h>
#include <stdlib.h>
static pthread_key_t key;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int freed;
static void
destroy(void *block)
{
    free(block);
    pthread_mutex_lock(&m);
    freed++;
    pthread_mutex_unlock(&m);
}
static void *
worker(void *unused)
{
    pthread_setspecific(key, malloc(4));
    return unused;
}
int
main(void)
{
    pthread_t t[2];
    pthread_key_create(&key, destroy);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, worker, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    return freed != 2;
}
