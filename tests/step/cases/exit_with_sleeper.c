/* expect: holds */

/* A thread waits for a semaphore when main ends the process of both: what is
 * posted later is for others. */

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>
static sem_t *s;
static void *
sleeper(void *unused)
{
    sem_wait(s);
    return unused;
}
int
main(void)
{
    pthread_t t;
    pid_t self = getpid();
    s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(s, 1, 0);
    if (fork() == 0) {
        while (getppid() == self)
            sched_yield();
        if (fork() == 0) {
            sem_post(s);
            _exit(0);
        }
        sem_wait(s);
        _exit(0);
    }
    pthread_create(&t, NULL, sleeper, NULL);
    _exit(0);
}
