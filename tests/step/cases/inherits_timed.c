/* expect: fails; says: m, times out */

/* The owner may keep it for longer than another waits, or tries. */

#include <pthread.h>
#include <time.h>
static pthread_mutex_t m;
static int total;
static void *
worker(void *unused)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    if (pthread_mutex_timedlock(&m, &until) == 0) {
        total++;
        pthread_mutex_unlock(&m);
    }
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t inherits;
    pthread_t p;
    pthread_mutexattr_init(&inherits);
    pthread_mutexattr_setprotocol(&inherits, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&m, &inherits);
    pthread_create(&p, NULL, worker, NULL);
    while (pthread_mutex_trylock(&m) != 0)
        ;
    total++;
    pthread_mutex_unlock(&m);
    pthread_join(p, NULL);
    return total != 2;
}
