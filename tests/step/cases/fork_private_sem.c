/* expect: fails */

/* The semaphore lies in private memory: each process has its own. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static sem_t s;
static struct {
    int total;
} * sh;
static void
worker(void)
{
    sem_wait(&s);
    int t = sh->total;
    __asm__ volatile("" : "+r"(t)); /* a load and a store, also for clang */
    sh->total = t + 1;
    sem_post(&s);
}
int
main(void)
{
    sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&s, 1, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return sh->total != 2;
}
