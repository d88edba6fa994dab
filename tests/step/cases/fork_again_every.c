/* expect: fails; options: --every-instruction --preemptions=1 */

/* A task that is made later is stepped by instructions, too. */

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

    for (int i = 0; i < 3; i++) {
        if (fork() == 0) {
            add(total);
            _exit(0);
        }
        if (i == 0)
            wait(NULL);
    }
    while (wait(NULL) > 0)
        ;
    return *total != 3;
}
