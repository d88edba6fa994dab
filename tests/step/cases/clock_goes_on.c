/* expect: holds; says: note: the program looks at a clock */

/* No clock goes back, whoever looks first; a sleep takes as long as it was to,
 * and a wait that times out comes to its limit. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static double last;

static double
seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *
sleeper(void *unused)
{
    double before = seconds(CLOCK_MONOTONIC);

    sleep(1);
    double after = seconds(CLOCK_MONOTONIC);
    assert(after - before >= 1);
    pthread_mutex_lock(&one);
    last = after;
    pthread_mutex_unlock(&one);
    return unused;
}

static void *
waiter(void *unused)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 2;
    pthread_mutex_lock(&one);
    assert(pthread_cond_timedwait(&never, &one, &until) == ETIMEDOUT);
    assert(time(NULL) >= until.tv_sec);
    assert(seconds(CLOCK_MONOTONIC) >= last);
    pthread_mutex_unlock(&one);
    return unused;
}

int
main(void)
{
    pthread_t first, second;
    double begun = seconds(CLOCK_MONOTONIC);

    pthread_create(&first, NULL, sleeper, NULL);
    pthread_create(&second, NULL, waiter, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return seconds(CLOCK_MONOTONIC) - begun < 2;
}
