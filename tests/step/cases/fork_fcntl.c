/* expect: holds */

/* A lock of fcntl(2) is the lock. */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int *total, fd;
static void
lock(short type)
{
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_len = 1};
    fcntl(fd, F_SETLKW, &l);
}
static void
worker(void)
{
    lock(F_WRLCK);
    int t = *total;
    *total = t + 1;
    lock(F_UNLCK);
}
int
main(void)
{
    char name[] = "/tmp/lock-XXXXXX";
    total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fd = mkstemp(name);
    unlink(name);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return *total != 2;
}
