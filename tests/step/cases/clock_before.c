/* expect: holds */

/* Main sleeps before it makes its first task, and looks how long that took. */

#include <pthread.h>
#include <time.h>
static void *
worker(void *unused)
{
    return unused;
}
static long
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
int
main(void)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const struct timespec tenth = {0, 100000000};
    struct timespec until;
    pthread_t a;
    long begun = now_ms();
    nanosleep(&tenth, NULL);
    long slept = now_ms() - begun;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 100000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&lock);
    pthread_mutex_timedlock(&lock, &until);
    long waited = now_ms() - begun - slept;
    pthread_create(&a, NULL, worker, NULL);
    pthread_join(a, NULL);
    return slept < 100 || waited < 100;
}
