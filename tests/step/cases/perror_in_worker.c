/* expect: holds */

/* perror makes system calls of its own, which others cannot tell. */

#include <pthread.h>
#include <stdio.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int refused;
static void *
worker(void *unused)
{
    if (pthread_mutex_trylock(&lock) == 0) {
        pthread_mutex_unlock(&lock);
    } else {
        perror("trylock");
        __atomic_add_fetch(&refused, 1, __ATOMIC_SEQ_CST);
    }
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
    return refused > 1;
}
