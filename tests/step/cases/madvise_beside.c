/* expect: fails */

/* One lets the kernel empty a page that the other reads. */

#define _GNU_SOURCE

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { BYTES = 8192 };

static char *volatile block;
static volatile int seen;

static void *
worker(void *takes)
{
    if (takes != NULL)
        madvise(block, BYTES, MADV_DONTNEED);
    else
        seen = block[100];
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    block = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    block[100] = 1;
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return seen != 1;
}
