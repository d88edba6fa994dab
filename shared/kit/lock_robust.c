#include "lock_robust.h"

#include "must.h"
#include "robust_need.h"

void
robust_init(pthread_mutex_t *mutex, int sharing)
{
    pthread_mutexattr_t attributes;

    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_setpshared(&attributes, sharing));
    MUST(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST));
    MUST(pthread_mutex_init(mutex, &attributes));
    MUST(pthread_mutexattr_destroy(&attributes));
    robust_need(mutex);
}

bool
robust_lock(pthread_mutex_t *mutex)
{
    int code = pthread_mutex_lock(mutex);

    if (code == EOWNERDEAD)
        return true;
    MUST(code);
    return false;
}
