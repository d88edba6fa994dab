/* expect: deadlocks; says: which it holds itself */

/* A handler needs the lock that the code holds which it interrupts. */

#include <pthread.h>
#include <signal.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void
lock(int n)
{
    (void)n;
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
}
static void *
worker(void *unused)
{
    lock(0);
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, lock);
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    pthread_join(t, NULL);
}
