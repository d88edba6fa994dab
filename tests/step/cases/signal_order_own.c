/* expect: holds; options: --expect-output=10_15 */

/* What is sent to a thread is delivered before what is sent to its process, and
 * so handled after it. */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static int came[2], count;
static void
on(int n)
{
    came[count++] = n;
}
static void *
worker(void *first)
{
    kill(getpid(), SIGUSR1);
    pthread_kill(*(pthread_t *)first, SIGTERM);
    return NULL;
}
int
main(void)
{
    static pthread_t self;
    pthread_t t;
    sigset_t set, before;
    self = pthread_self();
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, &before);
    signal(SIGUSR1, on);
    signal(SIGTERM, on);
    pthread_create(&t, NULL, worker, &self);
    pthread_join(t, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    printf("%d_%d\n", came[0], came[1]);
}
