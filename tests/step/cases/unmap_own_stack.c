/* expect: crashes; says: SIGSEGV */

/* A worker unmaps the stack that it stands on. */

#define _GNU_SOURCE

#include <pthread.h>
#include <sys/mman.h>

static volatile int total;

static void *
worker(void *unmaps)
{
    pthread_attr_t mine;
    void *stack;
    size_t bytes;

    if (unmaps != NULL) {
        pthread_getattr_np(pthread_self(), &mine);
        pthread_attr_getstack(&mine, &stack, &bytes);
        munmap(stack, bytes);
    }
    total = total + 1;
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
