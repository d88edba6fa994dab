/* expect: holds; options: --preemptions=1 */

/* Four processes; each that has children waits for them. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
struct shared {
    sem_t lock;
    int total;
};
int
main(void)
{
    struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t me = getpid();

    sem_init(&shared->lock, 1, 1);
    fork();
    fork();
    sem_wait(&shared->lock);
    shared->total++;
    sem_post(&shared->lock);
    while (wait(NULL) > 0)
        ;
    return getpid() == me && shared->total != 4;
}
