/* expect: holds */

/* A thread ends with two robust locks: the kernel marks them, and wakes who
 * sleeps there. */

#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t outer, inner;
static int total;

static void
take(pthread_mutex_t *mutex)
{
    if (pthread_mutex_lock(mutex) == EOWNERDEAD)
        pthread_mutex_consistent(mutex);
}

static void *
worker(void *dies)
{
    take(&outer);
    take(&inner);
    total++;
    if (dies != NULL)
        syscall(SYS_exit, 0);
    pthread_mutex_unlock(&inner);
    pthread_mutex_unlock(&outer);
    return NULL;
}

int
main(void)
{
    pthread_t first, second;
    pthread_mutexattr_t robust;

    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&outer, &robust);
    pthread_mutex_init(&inner, &robust);
    pthread_create(&first, NULL, worker, &first);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 2;
}
