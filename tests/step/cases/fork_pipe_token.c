/* expect: holds */

/* One byte in a pipe is the lock: read takes it, write gives it back. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int *total, end[2];
static void
worker(void)
{
    char c;
    if (read(end[0], &c, 1) != 1)
        _exit(9);
    int t = *total;
    *total = t + 1;
    if (write(end[1], &c, 1) != 1)
        _exit(9);
}
int
main(void)
{
    total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pipe(end) || write(end[1], "x", 1) != 1)
        return 2;
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return *total != 2;
}
