/* expect: unproved; says: in two parts */

/* Two write another value each to a word in two lines of the cache: half of
 * each may remain. */

#include <pthread.h>
static struct {
    char before[60];
    volatile long word;
} __attribute__((packed, aligned(64))) all;
static void *
set(void *value)
{
    all.word = *(long *)value;
    return NULL;
}
int
main(void)
{
    pthread_t one, two;
    long values[] = {1, -1};
    pthread_create(&one, NULL, set, &values[0]);
    pthread_create(&two, NULL, set, &values[1]);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return all.word != 1 && all.word != -1;
}
