/* expect: fails; says: but two steps */
#include <pthread.h>
static int total;
static void *
worker(void *unused)
{
#ifdef __x86_64__
    __asm__ volatile("incl %0" : "+m"(total));
#else
    total++;
#endif
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
    return total != 2;
}
