/* expect: fails */

/* Parent and child race, and the child has no function of its own. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static void
add(int *total)
{
    int seen = *total;
    __asm__ volatile("" : "+r"(seen)); /* a load and a store, also for clang */
    *total = seen + 1;
}
int
main(void)
{
    int *total = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fork() == 0) {
        add(total);
        _exit(0);
    }
    add(total);
    wait(NULL);
    return *total != 2;
}
