/* expect: holds */

/* Within one line of the cache an unaligned word is written, and read, at once.
 */

#include <pthread.h>
static struct {
    char before[52];
    volatile long word;
} __attribute__((packed, aligned(64))) all;
static void *
set(void *unused)
{
    all.word = -1;
    return unused;
}
static void *
look(void *unused)
{
    long seen = all.word;
    return seen != 0 && seen != -1 ? &all : unused;
}
int
main(void)
{
    pthread_t one, two;
    void *torn;
    pthread_create(&one, NULL, set, NULL);
    pthread_create(&two, NULL, look, NULL);
    pthread_join(one, NULL);
    pthread_join(two, &torn);
    return torn != NULL;
}
