/* expect: holds */

/* A thread holds a robust mutex when main ends the process of both. */

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
static pthread_mutex_t *m;
static void *
keep(void *unused)
{
    pthread_mutex_lock(m);
    pause();
    return unused;
}
int
main(void)
{
    pthread_mutexattr_t robust;
    pthread_t t;
    m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(m, &robust);
    if (fork() == 0) {
        if (pthread_mutex_lock(m) == EOWNERDEAD)
            pthread_mutex_consistent(m);
        pthread_mutex_unlock(m);
        _exit(0);
    }
    pthread_create(&t, NULL, keep, NULL);
    _exit(0);
}
