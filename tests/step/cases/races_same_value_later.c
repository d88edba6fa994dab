/* expect: races; options: --races --preemptions=1; says: nothing orders the two
 */

/* The same, behind steps of which nobody else can tell when they come. */

#include <pthread.h>
static pthread_mutex_t lock[2] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
int done;
static void *
worker(void *mine)
{
    pthread_mutex_lock(mine);
    done = 0;
    pthread_mutex_unlock(mine);
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
    return done;
}
