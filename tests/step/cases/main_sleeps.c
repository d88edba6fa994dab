/* expect: holds */

/* main sleeps before it joins. */

#include <pthread.h>
#include <unistd.h>
static int total;
static void *
worker(void *unused)
{
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    sleep(1);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 4;
}
