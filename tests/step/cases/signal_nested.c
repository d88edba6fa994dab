/* expect: crashes */

/* One handler interrupts another. */

#include <assert.h>
#include <pthread.h>
#include <signal.h>
static volatile long inside;
static void
on(int n)
{
    (void)n;
    inside = 1;
    assert(inside == 1);
    inside = 0;
}
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, on);
    signal(SIGUSR2, on);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_kill(t, SIGUSR2);
    pthread_join(t, NULL);
}
