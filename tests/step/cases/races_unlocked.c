/* expect: races; options: --races; says: nothing orders the two */

/* Each result is right; and yet nothing orders the two. */

#include <pthread.h>
static int total;
static void *
worker(void *unused)
{
    total++;
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
    return 0;
}
