/* expect: deadlocks; options: --preemptions=1; says: exit 3 */

/* One dies with the lock, which is not robust: the other waits for ever. */

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static struct {
    pthread_mutex_t m;
    int born, total;
} * sh;
static void
worker(void)
{
    int me = __atomic_fetch_add(&sh->born, 1, __ATOMIC_SEQ_CST);
    if (pthread_mutex_lock(&sh->m))
        _exit(9);
    sh->total++;
    if (me == 0)
        _exit(3);
    pthread_mutex_unlock(&sh->m);
}
int
main(void)
{
    pthread_mutexattr_t a;
    sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&sh->m, &a);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return sh->total != 2;
}
