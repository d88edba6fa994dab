/* expect: fails; options: --max-seconds=30 */

/* Each process computes for long, and then adds to a sum without a lock. */

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long *sum;

static void
work(void)
{
    long own = 0;

    for (volatile int i = 0; i < 25000000; i++)
        own += i & 1;
    *sum += own;
}

int
main(void)
{
    sum = mmap(NULL, sizeof(*sum), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            work();
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return *sum != 25000000;
}
