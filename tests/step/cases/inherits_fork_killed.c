/* expect: crashes; says: in a deadlock; options: --faults=kill */

/* Processes: one is killed with a mutex that is not robust. */

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static pthread_mutex_t *m;
static void
worker(void)
{
    if (pthread_mutex_lock(m) == EOWNERDEAD)
        pthread_mutex_consistent(m);
    pthread_mutex_unlock(m);
}
int
main(void)
{
    pthread_mutexattr_t kind;
    m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(m, &kind);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return 0;
}
