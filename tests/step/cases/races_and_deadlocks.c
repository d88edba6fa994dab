/* expect: races; options: --races; says: end in a deadlock */

/* Of what goes wrong, the race is shown. */

#include <pthread.h>
static pthread_mutex_t lock[2] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static int total;
static void *
worker(void *unused)
{
    int me = unused != NULL;
    pthread_mutex_lock(&lock[me]);
    pthread_mutex_lock(&lock[!me]);
    pthread_mutex_unlock(&lock[me]);
    pthread_mutex_unlock(&lock[!me]);
    total++;
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, &total);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
