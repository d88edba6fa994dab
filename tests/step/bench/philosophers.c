/* N philosophers, a fork between each two, and each eats once. The last one
 * takes the forks in the other order; -DWRONG: as all do, and they may starve.
 */

#include <pthread.h>

#ifndef N
#define N 3
#endif

static pthread_mutex_t fork_between[N];
static int meals[N];

static void *
philosopher(void *argument)
{
    long self = (long)argument;
    long first = self, second = (self + 1) % N;

#ifndef WRONG
    if (self == N - 1) {
        first = 0;
        second = self;
    }
#endif
    pthread_mutex_lock(&fork_between[first]);
    pthread_mutex_lock(&fork_between[second]);
    meals[self]++;
    pthread_mutex_unlock(&fork_between[second]);
    pthread_mutex_unlock(&fork_between[first]);
    return NULL;
}

int
main(void)
{
    pthread_t thread[N];

    for (int i = 0; i < N; i++)
        pthread_mutex_init(&fork_between[i], NULL);
    for (long i = 0; i < N; i++)
        pthread_create(&thread[i], NULL, philosopher, (void *)i);
    for (int i = 0; i < N; i++)
        pthread_join(thread[i], NULL);
    return 0;
}
