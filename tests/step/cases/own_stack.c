/* expect: holds */

/* The threads' stacks are in the program's own memory, above variables that
 * only one of them uses. */

#include <pthread.h>
static struct {
    long own[2];
    char stacks[2][65536] __attribute__((aligned(4096)));
} all;
static volatile long total;
static void *
worker(void *argument)
{
    long *own = argument;
    for (int i = 0; i < 3; i++) {
        *own += 1;
        total = total + 1;
    }
    return *own == 3 ? NULL : argument;
}
int
main(void)
{
    pthread_t threads[2];
    pthread_attr_t attributes;
    void *failed;
    pthread_attr_init(&attributes);
    for (int i = 0; i < 2; i++)
        if (pthread_attr_setstack(&attributes, all.stacks[i], 65536) != 0 ||
            pthread_create(&threads[i], &attributes, worker, &all.own[i]) != 0)
            return 2;
    for (int i = 0; i < 2; i++)
        if (pthread_join(threads[i], &failed) != 0 || failed != NULL)
            return 1;
    return 0;
}
