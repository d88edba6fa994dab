/* expect: deadlocks */

/* A child is killed while it may hold a lock that others wait for. */

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    pthread_mutexattr_t shared;
    pthread_mutex_t *lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(lock, &shared);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(lock);
        pthread_mutex_unlock(lock);
        _exit(0);
    }
    kill(child, SIGKILL);
    wait(NULL);
    return pthread_mutex_lock(lock);
}
