/* expect: crashes */

/* Both look whether the block is there, and then both free it. */

#include <pthread.h>
#include <stdlib.h>
static char *block;
static void *
worker(void *unused)
{
    if (block) {
        free(block);
        block = NULL;
    }
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    block = malloc(24);
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
}
