/* expect: holds; options: --preemptions=1 */

/* A large block is freed by the one that is the last to use it, and comes
 * again. */

#define _GNU_SOURCE

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { BYTES = 1 << 18 };

static char *volatile block;
static volatile int seen;

static void *
worker(void *takes)
{
    static int users = 2;

    (void)takes;
    seen = block[5000];
    if (__atomic_sub_fetch(&users, 1, __ATOMIC_SEQ_CST) == 0) {
        free(block);
        block = malloc(BYTES);
        block[5000] = 1;
    }
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
    return block[5000] != 1;
}
