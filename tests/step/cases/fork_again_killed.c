/* expect: deadlocks; options: --faults=kill; says: is killed */

/* A child that is made later dies with the lock that the next one needs. */

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    sem_t *lock = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    sem_init(lock, 1, 1);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            sem_wait(lock);
            sem_post(lock);
            _exit(0);
        }
        wait(NULL);
    }
}
