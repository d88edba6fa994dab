/* expect: deadlocks */

/* The lock is in shared memory, but it is not said to be one between processes:
 * a wake-up stays within its process. */

#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    pthread_mutex_t lock;
    int total;
} * shared;

static void
worker(void)
{
    pthread_mutex_lock(&shared->lock);
    shared->total++;
    pthread_mutex_unlock(&shared->lock);
}

int
main(void)
{
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutex_init(&shared->lock, NULL);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return shared->total != 2;
}
