/* expect: crashes; says: at abort_told.c:22: "free(): invalid pointer" */

/* What the C library says before it aborts is told, and where it was called. */

#include <pthread.h>
#include <stdlib.h>
static char *block;
static void *
worker(void *unused)
{
    block++;
    return unused;
}
int
main(void)
{
    pthread_t p;
    block = malloc(24);
    pthread_create(&p, NULL, worker, NULL);
    if (block == NULL)
        return 0;
    free(block);
    pthread_join(p, NULL);
}
