/* expect: races; options: --races; says: in a deadlock */

/* It needs no preemption for its deadlock, and one for its race: which is what
 * is shown. */

#include <pthread.h>
static pthread_mutex_t lock[2] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_mutex_t kept = PTHREAD_MUTEX_INITIALIZER;
static int total;
static void *
worker(void *mine)
{
    pthread_mutex_lock(mine);
    total++;
    pthread_mutex_unlock(mine);
    pthread_mutex_lock(&kept);
    return NULL;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, &lock[0]);
    pthread_create(&b, NULL, worker, &lock[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
