/* expect: fails */

/* Four processes; each waits for one child, but main has two. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t me = getpid();

    fork();
    fork();
    __atomic_fetch_add(total, 1, __ATOMIC_SEQ_CST);
    wait(NULL);
    return getpid() == me && *total != 4;
}
