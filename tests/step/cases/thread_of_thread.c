/* expect: holds; options: --preemptions=1 */
#include <pthread.h>
static int total;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *
inner(void *unused)
{
    pthread_mutex_lock(&m);
    total++;
    pthread_mutex_unlock(&m);
    return unused;
}
static void *
outer(void *unused)
{
    pthread_t t;
    pthread_create(&t, NULL, inner, NULL);
    inner(NULL);
    pthread_join(t, NULL);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, outer, NULL);
    pthread_create(&b, NULL, outer, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return total != 4;
}
