/* expect: fails */

/* The program has a gate of its own, named as the lab's: what comes behind it
 * counts, too. */

#include <pthread.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int inside, total;
void gate_enter(void);
void gate_leave(void);
void
gate_enter(void)
{
    pthread_mutex_lock(&lock);
    inside++;
    pthread_mutex_unlock(&lock);
}
void
gate_leave(void)
{
    pthread_mutex_lock(&lock);
    inside--;
    pthread_mutex_unlock(&lock);
}
static void *
worker(void *unused)
{
    gate_enter();
    gate_leave();
    total++;
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return total != 2;
}
