/* expect: fails */

/* Two inserts at the head of one list: one is lost. */

#include <pthread.h>
#include <stdlib.h>
static struct entry {
    int key;
    struct entry *next;
} * table;
static void
insert(int key)
{
    struct entry *e = malloc(sizeof(*e));
    e->key = key;
    e->next = table;
    table = e;
}
static void *
worker(void *key)
{
    insert((int)(long)key);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    int n = 0;
    pthread_create(&p, NULL, worker, (void *)1);
    pthread_create(&q, NULL, worker, (void *)2);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    for (struct entry *e = table; e; e = e->next)
        n++;
    return n != 2;
}
