/* expect: crashes; options: --sample=2000 --sampler=surw */

/* One reader among many writers: it must come between two steps of the first
 * one that writes. */

#include <assert.h>
#include <pthread.h>
enum { WRITERS = 24 };
static volatile int a, b;
static void *
writer(void *unused)
{
    a = 1;
    b = 1;
    return unused;
}
static void *
reader(void *unused)
{
    int first = a;
    int second = b;
    assert(first == 0 || second == 1);
    return unused;
}
int
main(void)
{
    pthread_t t[WRITERS], last;
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&t[i], NULL, writer, NULL);
    pthread_create(&last, NULL, reader, NULL);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(t[i], NULL);
    pthread_join(last, NULL);
}
