/* expect: crashes; options: --faults=alloc; says: gets no memory */

/* Nobody checks whether there is memory, and writes to none. */

#include <pthread.h>
#include <stdlib.h>
int *volatile total;
static void *
worker(void *unused)
{
    total = malloc(sizeof(int));
    *total = 1;
    return unused;
}
int
main(void)
{
    pthread_t p;
    if (pthread_create(&p, NULL, worker, NULL) != 0)
        return 0;
    pthread_join(p, NULL);
    return *total != 1;
}
