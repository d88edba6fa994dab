/* expect: fails; says: its alarm rings */

/* It may have rung by then, although main removes it before it has made its
 * last task. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t is_rung;
static void
on(int n)
{
    (void)n;
    is_rung = 1;
}
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    signal(SIGALRM, on);
    pthread_create(&one, NULL, worker, NULL);
    alarm(1);
    alarm(0);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return is_rung;
}
