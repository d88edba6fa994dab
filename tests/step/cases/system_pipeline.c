/* expect: holds */

/* A shell has children of its own before any worker is there. */

#include <pthread.h>
#include <stdlib.h>
static int total;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    total++;
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    if (system("echo one | cat >/dev/null") != 0)
        return 1;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return total != 2;
}
