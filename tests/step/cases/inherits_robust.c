/* expect: holds */

/* A thread ends with a mutex that is recursive, robust, and with priority
 * inheritance: whoever waits has it then, and is told. */

#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
static pthread_mutex_t m;
static int total;
static void *
worker(void *dies)
{
    if (pthread_mutex_lock(&m) == EOWNERDEAD)
        pthread_mutex_consistent(&m);
    pthread_mutex_lock(&m);
    total++;
    if (dies != NULL)
        syscall(SYS_exit, 0);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&m);
    return NULL;
}
int
main(void)
{
    pthread_mutexattr_t kind;
    pthread_t p, q;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &kind);
    pthread_create(&p, NULL, worker, &p);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
