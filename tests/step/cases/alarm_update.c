/* expect: fails; says: time is not modelled */

/* An alarm may ring between the load and the store of the code that its handler
 * interrupts. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static volatile int total, is_rung;
static void
on(int n)
{
    (void)n;
    total = total + 1;
    is_rung = 1;
}
static void *
worker(void *unused)
{
    total = total + 1;
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGALRM, on);
    alarm(9);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
    while (!is_rung)
        ;
    return total != 2;
}
