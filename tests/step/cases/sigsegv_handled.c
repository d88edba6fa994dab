/* expect: refused; says: SIGSEGV, which the program handles */

/* A handler of the program's takes the crash for its own. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static int *volatile nowhere;
static void
on(int n)
{
    (void)n;
    _exit(0);
}
static void *
worker(void *unused)
{
    *nowhere = 1;
    return unused;
}
int
main(void)
{
    pthread_t thread;
    signal(SIGSEGV, on);
    pthread_create(&thread, NULL, worker, NULL);
    pthread_join(thread, NULL);
    return 1;
}
