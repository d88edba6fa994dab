/* expect: holds */

/* A sleep that was begun after an alarm was set, and lasts as long, does not
 * end before it; an alarm that is replaced says what it has left; one that is
 * removed does not ring. */

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>
static volatile sig_atomic_t rung;
static void
on(int n)
{
    (void)n;
    rung++;
}
static void *
worker(void *mask)
{
    const struct itimerval soon = {.it_value = {0, 500000}}, never = {0};
    struct itimerval before;
    pthread_sigmask(SIG_SETMASK, mask, NULL);
    alarm(1);
    sleep(1);
    assert(rung == 1);
    alarm(9);
    sleep(2);
    unsigned left = alarm(9);
    assert(left == 7 || rung > 1);
    setitimer(ITIMER_REAL, &soon, &before);
    assert(rung > 1 ||
           (before.it_value.tv_sec == 8 && before.it_value.tv_usec == 999999));
    setitimer(ITIMER_REAL, &never, NULL);
    int now = rung;
    sleep(1);
    assert(rung == now);
    return NULL;
}
int
main(void)
{
    pthread_t t;
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, &before);
    signal(SIGALRM, on);
    pthread_create(&t, NULL, worker, &before);
    pthread_join(t, NULL);
}
