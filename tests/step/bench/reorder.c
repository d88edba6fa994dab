/* Many writers of two words, and a reader who must see both or none: a
 * published example of a bug that a search meets late. */

#include <assert.h>
#include <pthread.h>

#ifndef N
#define N 20
#endif

static volatile int a, b;

static void *
write_both(void *unused)
{
    a = 1;
    b = -1;
    return unused;
}

static void *
read_both(void *unused)
{
    assert((a == 0 && b == 0) || (a == 1 && b == -1));
    return unused;
}

int
main(void)
{
    pthread_t thread[N + 1];

    for (int i = 0; i < N; i++)
        pthread_create(&thread[i], NULL, write_both, NULL);
    pthread_create(&thread[N], NULL, read_both, NULL);
    for (int i = 0; i <= N; i++)
        pthread_join(thread[i], NULL);
    return 0;
}
