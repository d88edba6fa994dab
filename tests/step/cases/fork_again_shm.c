/* expect: holds */

/* Memory with a name and an open descriptor, and processes one by one. */

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    const char *name = "/step-case-fork_again_shm";
    int fd = shm_open(name, O_CREAT | O_TRUNC | O_RDWR, 0600);
    if (fd == -1 || ftruncate(fd, sizeof(int)) == -1)
        return 2;
    int *total =
        mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            ++*total;
            _exit(0);
        }
        wait(NULL);
    }
    shm_unlink(name);
    return *total != 2;
}
