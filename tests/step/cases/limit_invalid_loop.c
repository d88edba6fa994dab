/* expect: deadlocks */

/* A futex wait that fails at once changes nothing: a worker that makes it again
 * and again waits for another, which never comes here. */

#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int word;

static void *
worker(void *unused)
{
    pthread_mutex_lock(&mutex);
    word = 1;
    pthread_mutex_unlock(&mutex);
    return unused;
}

int
main(void)
{
    const struct timespec limit = {0, -1};
    pthread_t one;

    pthread_mutex_lock(&mutex);
    pthread_create(&one, NULL, worker, NULL);
    while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 0)
        syscall(SYS_futex, &word, FUTEX_WAIT, 0, &limit, NULL, 0);
    pthread_mutex_unlock(&mutex);
    pthread_join(one, NULL);
    return 0;
}
