/* expect: holds; options: --faults=alloc */

/* A signal may come before a call that could also fail. */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
static pthread_t receiver;
static volatile sig_atomic_t got;
static void
on(int n)
{
    (void)n;
    got = 1;
}
static void *
work(void *unused)
{
    pthread_kill(receiver, SIGUSR1);
    return unused;
}
int
main(void)
{
    pthread_t worker;
    receiver = pthread_self();
    signal(SIGUSR1, on);
    pthread_create(&worker, NULL, work, NULL);
    void *volatile memory = malloc(10);
    free(memory);
    pthread_join(worker, NULL);
    return !got;
}
