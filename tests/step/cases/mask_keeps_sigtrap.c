/* expect: holds */
/* A debugger's business: SIGTRAP may be blocked like any other signal, in a
 * thread, for the thread that it makes, and in a handler. */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

static int
blocks_it(void)
{
    sigset_t now;

    pthread_sigmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, SIGTRAP);
}

static void
handle(int signal)
{
    (void)signal;
    assert(blocks_it());
}

static void *
inherit(void *argument)
{
    assert(blocks_it());
    return argument;
}

static void *
change(void *argument)
{
    struct sigaction action = {.sa_handler = handle};
    sigset_t all, old;
    pthread_t thread;

    assert(!blocks_it());
    sigfillset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    assert(!blocks_it());
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    assert(!sigismember(&old, SIGTRAP) && blocks_it());
    pthread_create(&thread, NULL, inherit, NULL);
    pthread_join(thread, NULL);
    assert(blocks_it());
    pthread_sigmask(SIG_UNBLOCK, &all, &all);
    assert(sigismember(&all, SIGTRAP) && !blocks_it());
    return argument;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, change, NULL);
    pthread_join(thread, NULL);
    return 0;
}
