/* expect: holds */

/* Named memory and a named semaphore, both unlinked before the fork. */

#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int *total;
static sem_t *s;
static void
worker(void)
{
    sem_wait(s);
    ++*total;
    sem_post(s);
}
int
main(void)
{
    int fd = shm_open("/step-case-fork_shm_named", O_CREAT | O_RDWR, 0600);
    if (fd == -1 || ftruncate(fd, sizeof(int)) == -1)
        return 2;
    total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    s = sem_open("/step-case-fork_shm_named", O_CREAT, 0600, 1);
    shm_unlink("/step-case-fork_shm_named");
    sem_unlink("/step-case-fork_shm_named");
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return *total != 2;
}
