/* expect: deadlocks; says: waits for the semaphore */

/* The second child waits for a post that nobody makes. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    sem_t *turn = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    sem_init(turn, 1, 1);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            sem_wait(turn);
            _exit(0);
        }
        wait(NULL);
    }
}
