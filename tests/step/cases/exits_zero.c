/* expect: holds; says: 2 outcomes */

/* The program prints its counter, and says nothing of it in its exit status. */

#include <pthread.h>
#include <stdio.h>
static volatile int counter;
static void *
worker(void *unused)
{
    int seen = counter;
    __asm__ volatile("" : "+r"(seen)); /* a load and a store, also for clang */
    counter = seen + 1;
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    printf("counter %d, should be 2\n", counter);
}
