/* expect: fails; options: --invariant=page->total==2&&!*busy; says: is 1, */

/* The program does not look at what it has come to; an expression does, by way
 * of a pointer. */

#include <pthread.h>
struct page {
    int unused;
    short total, beside;
} memory = {.beside = -1}, *volatile page = &memory;
int busy[2];
static void *
worker(void *unused)
{
    short seen = page->total;
    page->total = seen + 1;
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return busy[0];
}
