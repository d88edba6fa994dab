/* expect: races; options: --races --preemptions=0; says: nothing orders the two
 */

/* What is written is there already: that changes nothing, and is a race. */

#include <pthread.h>
int done;
static void *
worker(void *unused)
{
    done = 0;
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return done;
}
