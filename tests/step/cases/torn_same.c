/* expect: holds */

/* A word in two lines of the cache is written in parts, but by both in the same
 * way; and each reads what it has written itself. */

#include <pthread.h>
static struct {
    char before[60];
    volatile long word;
} __attribute__((packed, aligned(64))) all;
static void *
set(void *unused)
{
    all.word = -1;
    return all.word != -1 ? &all : unused;
}
int
main(void)
{
    pthread_t one, two;
    void *first, *second;
    pthread_create(&one, NULL, set, NULL);
    pthread_create(&two, NULL, set, NULL);
    pthread_join(one, &first);
    pthread_join(two, &second);
    return first != NULL || second != NULL;
}
