/* expect: deadlocks */

/* The semaphore is in shared memory, but it is not said to be one between
 * processes: then a wake-up stays within its process. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    sem_t free;
    int total;
} * shared;

static void
worker(void)
{
    sem_wait(&shared->free);
    shared->total++;
    sem_post(&shared->free);
}

int
main(void)
{
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&shared->free, 0, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return shared->total != 2;
}
