/* expect: crashes; says: killed by SIGSEGV at read_only_write.c:15 */

/* A worker dies that changes a string literal: the search goes on, although
 * what it would have written there cannot be taken back. */

#include <pthread.h>

static volatile char *text = (volatile char *)"text";
static volatile int ready;

static void *
worker(void *unused)
{
    if (ready)
        text[0] = 'T';
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    ready = 1;
    pthread_join(thread, NULL);
}
