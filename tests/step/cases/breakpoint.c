/* expect: crashes; says: SIGTRAP */

/* A program's own breakpoint is not step's: it kills. */

#include <pthread.h>

static volatile int first_seen;

static void *
worker(void *unused)
{
    if (first_seen != 0)
#ifdef __x86_64__
        __asm__ volatile("int3");
#else
        __asm__ volatile("brk #0");
#endif
    first_seen = 1;
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
