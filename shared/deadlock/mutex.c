/* The kinds of mutex that pthreads have. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/lock_mutex.h"

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

    mutex_init(mutex, types[options->sync],
        deadlock_is_robust(options) ? PTHREAD_MUTEX_ROBUST
                                    : PTHREAD_MUTEX_STALLED,
        sharing);
}
