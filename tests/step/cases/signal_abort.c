/* expect: holds */

/* SIGABRT for another thread is no abort(3) of the sender's. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t told;

static void
handler(int signal)
{
    told = signal == SIGABRT;
}

static void *
worker(void *unused)
{
    while (!told)
        usleep(1);
    return unused;
}

int
main(void)
{
    pthread_t one;

    signal(SIGABRT, handler);
    pthread_create(&one, NULL, worker, NULL);
    pthread_kill(one, SIGABRT);
    pthread_join(one, NULL);
    return 0;
}
