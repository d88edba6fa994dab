/* expect: refused; options: --races; says: is not declared _Atomic */

/* The flag is right as it is, but its instructions are plain moves. */

#include <pthread.h>
static int ready, item;
static void *
worker(void *unused)
{
    item = 1;
    __atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
    return unused;
}
int
main(void)
{
    pthread_t a;
    pthread_create(&a, NULL, worker, NULL);
    while (!__atomic_load_n(&ready, __ATOMIC_ACQUIRE))
        continue;
    int seen = item;
    pthread_join(a, NULL);
    return seen != 1;
}
