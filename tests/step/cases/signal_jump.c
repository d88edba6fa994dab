/* expect: refused; says: in a signal's handler */

/* A handler does not return. */

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>
static sigjmp_buf out;
static void
on(int n)
{
    siglongjmp(out, n);
}
static void *
worker(void *unused)
{
    if (sigsetjmp(out, 1) == 0)
        raise(SIGUSR1);
    return unused;
}
int
main(void)
{
    pthread_t t;
    signal(SIGUSR1, on);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
