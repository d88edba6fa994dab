/* expect: holds */

/* Each process opens the named memory and the semaphore itself. */

#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static void
worker(void)
{
    int fd = shm_open("/step-case-fork_open_inside", O_RDWR, 0600);
    int *total =
        mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    sem_t *s = sem_open("/step-case-fork_open_inside", 0);
    sem_wait(s);
    ++*total;
    sem_post(s);
}
int
main(void)
{
    int fd = shm_open(
        "/step-case-fork_open_inside", O_CREAT | O_TRUNC | O_RDWR, 0600);
    if (ftruncate(fd, sizeof(int)) == -1)
        return 2;
    sem_unlink("/step-case-fork_open_inside");
    sem_open("/step-case-fork_open_inside", O_CREAT, 0600, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    int *total = mmap(NULL, sizeof(int), PROT_READ, MAP_SHARED, fd, 0);
    return *total != 2;
}
