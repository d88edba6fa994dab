/* expect: fails */

/* Two processes race for a counter. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static int *total;
static void
worker(void)
{
    int t = *total;
    __asm__ volatile("" : "+r"(t)); /* a load and a store, also for clang */
    *total = t + 1;
}
int
main(void)
{
    total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return *total != 2;
}
