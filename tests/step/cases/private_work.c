/* expect: holds */

/* Much work of its own before it meets the other is no endless loop. */

#include <pthread.h>

static int total;

static void *
worker(void *works)
{
    int turns = works != NULL ? 6000 : 0;

    for (int i = 0; i < turns; i++)
        __asm__ volatile("nop; nop; nop; nop; nop; nop" : "+r"(i));
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
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
    return total != 2;
}
