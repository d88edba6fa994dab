/* expect: fails */

/* The kernel reads the set of signals: who comes first, the one who changes it
 * or the call, decides what is blocked. */

#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
static sigset_t set;
static int blocked;
static void *
prepare(void *unused)
{
    sigaddset(&set, SIGUSR1);
    return unused;
}
static void *
call(void *unused)
{
    sigset_t now;

    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8); /* and no copy */
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    blocked = sigismember(&now, SIGUSR1);
    return unused;
}
int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, prepare, NULL);
    pthread_create(&two, NULL, call, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return !blocked;
}
