/* expect: holds; options: --preemptions=1 */

/* A worker makes the pipe by which it then hands over: its two descriptors are
 * written by the kernel. */

#include <pthread.h>
#include <unistd.h>

static int total;

static void *
worker(void *unused)
{
    int ends[2];
    char byte = 7;

    (void)unused;
    if (pipe(ends) != 0 || write(ends[1], &byte, 1) != 1)
        return NULL;
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    byte = 0;
    if (read(ends[0], &byte, 1) == 1 && byte == 7)
        __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total != 4;
}
