/* expect: crashes */

/* main and its thread race for the counter. */

#include <assert.h>
#include <pthread.h>
int total;
static void
add(void)
{
    int seen = total;
    __asm__ volatile("" : "+r"(seen)); /* a load and a store, also for clang */
    total = seen + 1;
}
static void *
worker(void *unused)
{
    add();
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    add();
    pthread_join(t, NULL);
    assert(total == 2);
}
