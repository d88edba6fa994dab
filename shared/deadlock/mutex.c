/* The kinds of mutex that pthreads have. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/must.h"
#include "kit/robust_need.h"

bool
deadlock_is_robust(const struct deadlock_options *options)
{
    return options->sync == DEADLOCK_ROBUST ||
           (options->which == DEADLOCK_HOLDER_KILLED && options->fix);
}

void
deadlock_init_mutex(
    pthread_mutex_t *mutex, const struct deadlock_options *options, int sharing)
{
    static const int types[] = {
        [DEADLOCK_MUTEX] = PTHREAD_MUTEX_NORMAL,
        [DEADLOCK_ERRORCHECK] = PTHREAD_MUTEX_ERRORCHECK,
        [DEADLOCK_RECURSIVE] = PTHREAD_MUTEX_RECURSIVE,
        [DEADLOCK_ROBUST] = PTHREAD_MUTEX_NORMAL,
        [DEADLOCK_SEM] = PTHREAD_MUTEX_NORMAL, /* not used */
    };
    pthread_mutexattr_t kind;

    MUST(pthread_mutexattr_init(&kind));
    MUST(pthread_mutexattr_setpshared(&kind, sharing));
    MUST(pthread_mutexattr_settype(&kind, types[options->sync]));
    if (deadlock_is_robust(options))
        MUST(pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST));
    MUST(pthread_mutex_init(mutex, &kind));
    MUST(pthread_mutexattr_destroy(&kind));
    if (deadlock_is_robust(options))
        robust_need(mutex);
}
