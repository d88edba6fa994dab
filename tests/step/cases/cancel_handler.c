/* expect: refused; says: B is cancelled in a signal's handler at */

/* Both signals come while the thread sleeps: it is cancelled before its handler
 * has begun. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void
on(int n)
{
    (void)n;
    got++;
}
static void *
worker(void *unused)
{
    for (;;)
        pause();
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, on);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_cancel(t);
    pthread_join(t, NULL);
}
