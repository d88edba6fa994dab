/* expect: fails; options: --preemptions=1 */
#include <pthread.h>
static int total;
static void *
worker(void *unused)
{
    int seen = total;
    total = seen + 1;
    return unused;
}
int
main(void)
{
    pthread_t a, b, c;
    pthread_create(&a, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_create(&c, NULL, worker, NULL);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    return total != 3;
}
