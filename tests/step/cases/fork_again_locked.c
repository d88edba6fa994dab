/* expect: holds; options: --preemptions=1 */

/* Twice two processes, with a lock that all of them share. */

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

    sem_init(&shared->lock, 1, 1);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2; i++)
            if (fork() == 0) {
                sem_wait(&shared->lock);
                shared->total++;
                sem_post(&shared->lock);
                _exit(0);
            }
        while (wait(NULL) > 0)
            ;
        if (shared->total != 2 * (round + 1))
            return 1;
    }
    return 0;
}
