/* expect: holds */

/* A time of 1.5e9 nanoseconds is none: neither a sleep nor a wait takes it. No
 * more is there a clock 99, or an answer without room for it. */

#include <assert.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int word;

static void *
worker(void *unused)
{
    const struct timespec none = {0, 1500000000};
    struct timespec now;

    assert(nanosleep(&none, NULL) == -1 && errno == EINVAL);
    assert(clock_nanosleep(CLOCK_MONOTONIC, 0, &none, NULL) == EINVAL);
    assert(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &none, NULL, 0) == -1 &&
           errno == EINVAL);
    assert(syscall(SYS_clock_gettime, 99, &now) == -1 && errno == EINVAL);
    assert(syscall(SYS_clock_gettime, CLOCK_REALTIME, NULL) == -1 &&
           errno == EFAULT);
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
