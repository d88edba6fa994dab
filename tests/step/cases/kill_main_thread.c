/* expect: crashes; says: was killed by SIGTERM; lacks: not tried */

/* A signal that another thread of the process does not block ends it, whether
 * the sender blocks it or not; what its threads do at that moment they might
 * have done before. */

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>
static volatile int steps;
static void *
worker(void *unused)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    kill(getpid(), SIGTERM);
    for (;;)
        pause();
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    steps++;
    pthread_join(t, NULL);
}
