/* expect: crashes; says: free_large_beside.c */

/* One frees a large block, which the library unmaps, and the other reads it. */

#define _GNU_SOURCE

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { BYTES = 1 << 20 };

static char *volatile block;
static volatile int seen;

static void *
worker(void *takes)
{
    if (takes != NULL)
        free(block);
    else
        seen = block[5000];
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    block = malloc(BYTES);
    block[100] = 1;
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
