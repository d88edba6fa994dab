#include "futex.h"

#include "clock.h"
#include "must.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Of linux/futex.h, which musl-gcc does not find. */
enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1 };

void
futex_wait(const atomic_int *word, int value, long timeout_ns)
{
    struct timespec timeout = {timeout_ns / NS_PER_S, timeout_ns % NS_PER_S};

    if (syscall(SYS_futex, word, FUTEX_WAIT, value,
            timeout_ns < 0 ? NULL : &timeout, NULL, 0) == -1 &&
        errno != EINTR && errno != EAGAIN && errno != ETIMEDOUT)
        must_fail("futex(FUTEX_WAIT)", errno);
}

void
futex_wake(const atomic_int *word, int count)
{
    MUST_ERRNO((int)syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0));
}
