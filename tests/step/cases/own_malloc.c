/* expect: fails */

/* Functions of the program's own with the names of the C library's: they guard
 * nothing. */

#include <pthread.h>
#include <stddef.h>
static char heap[65536];
static volatile size_t used;
static void *
_malloc(size_t bytes)
{
    size_t at = used;
    used = at + bytes;
    return heap + at;
}
static void *
worker(void *unused)
{
    return unused == NULL ? _malloc(16) : NULL;
}
int
main(void)
{
    pthread_t one, two;
    void *first, *second;
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, &first);
    pthread_join(two, &second);
    return first == second;
}
