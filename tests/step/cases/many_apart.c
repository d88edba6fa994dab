/* expect: holds; options: --max-seconds=600; says: B to O+ worker */

/* More threads than there are bits in a word, each with a word of its own. */

#include <pthread.h>
enum { THREADS = 66 };
static struct {
    long value, unused[7];
} own[THREADS];
static void *
worker(void *arg)
{
    own[(long)arg].value++;
    return NULL;
}
int
main(void)
{
    pthread_t t[THREADS];
    long total = 0;
    for (long i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, worker, (void *)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < THREADS; i++)
        total += own[i].value;
    return total != THREADS;
}
