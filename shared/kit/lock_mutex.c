#include "lock_mutex.h"

#include "die.h"
#include "must.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
init(pthread_mutex_t *mutex, int type, int robustness, int sharing)
{
    pthread_mutexattr_t attributes;

    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_setpshared(&attributes, sharing));
    MUST(pthread_mutexattr_settype(&attributes, type));
    MUST(pthread_mutexattr_setrobust(&attributes, robustness));
    MUST(pthread_mutex_init(mutex, &attributes));
    MUST(pthread_mutexattr_destroy(&attributes));
}

/* The C library tells the kernel where our list is, at the start, after a fork
 * or at the first lock of a robust mutex, and does not look whether that has
 * failed. The mutex is our own: another may be locked by somebody. */
static void
need_list(void)
{
    pthread_mutex_t mutex;
    void *list = NULL;
    size_t bytes;

    init(&mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
        PTHREAD_PROCESS_PRIVATE);
    MUST(pthread_mutex_lock(&mutex));
    if (syscall(SYS_get_robust_list, 0, &list, &bytes) == -1)
        die(STATUS_CANNOT,
            "get_robust_list: %m: would the mutex of a dead worker be handed "
            "on? An emulator may be unable to");
    if (list == NULL)
        die(STATUS_CANNOT,
            "set_robust_list has failed: the mutex of a dead worker would not "
            "be handed on: does an emulator or a sandbox forbid it?");
    MUST(pthread_mutex_unlock(&mutex));
    MUST(pthread_mutex_destroy(&mutex));
}

void
mutex_init(pthread_mutex_t *mutex, int type, int robustness, int sharing)
{
    static bool asked;

    init(mutex, type, robustness, sharing);
    if (robustness == PTHREAD_MUTEX_ROBUST && !asked) {
        asked = true;
        need_list();
        MUST(pthread_atfork(NULL, NULL, need_list));
    }
}

bool
robust_lock(pthread_mutex_t *mutex)
{
    int code = pthread_mutex_lock(mutex);

    if (code != 0 && code != EOWNERDEAD)
        must_fail("pthread_mutex_lock", code);
    return code == EOWNERDEAD;
}
