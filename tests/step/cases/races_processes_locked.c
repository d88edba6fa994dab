/* expect: holds; options: --races; says: has no data race within the bound */

/* What they have in common is the page, and not the variable. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int mine;
static struct {
    sem_t lock;
    int total;
} * shared;
static void
worker(void)
{
    mine++;
    sem_wait(&shared->lock);
    shared->total++;
    sem_post(&shared->lock);
    mine++;
}
int
main(void)
{
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&shared->lock, 1, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    mine++;
    while (wait(NULL) > 0)
        ;
    return shared->total != 2 || mine != 1;
}
