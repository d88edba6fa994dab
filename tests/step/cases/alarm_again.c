/* expect: refused; says: a timer that rings again and again at */

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
static void *
worker(void *unused)
{
    struct itimerval often = {{1, 0}, {1, 0}};
    setitimer(ITIMER_REAL, &often, NULL);
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGALRM, SIG_IGN);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
