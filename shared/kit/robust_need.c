#define _GNU_SOURCE /* syscall */

#include "robust_need.h"

#include "die.h"
#include "must.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The C library tells the kernel where our list is, at the start or at the
 * first lock of a robust mutex, and does not look whether that has failed. */
void
robust_need(pthread_mutex_t *mutex)
{
    void *list = NULL;
    size_t bytes;

    MUST(pthread_mutex_lock(mutex));
    if (syscall(SYS_get_robust_list, 0, &list, &bytes) == -1)
        die(STATUS_CANNOT,
            "get_robust_list: %m: would the mutex of a dead worker be handed "
            "on? An emulator may be unable to");
    if (list == NULL)
        die(STATUS_CANNOT,
            "set_robust_list has failed: the mutex of a dead worker would not "
            "be handed on: does an emulator or a sandbox forbid it?");
    MUST(pthread_mutex_unlock(mutex));
}
