/* expect: fails; says: update is lost */

/* What unwinds the stack asks for the shadow stack: here there is none. */

#include <pthread.h>

volatile long total;

static void *
worker(void *unused)
{
    long seen = total;
#ifdef __x86_64__
    long shadow = 0;
    __asm__ volatile("rdsspq %0" : "+r"(shadow));
    seen += shadow;
#endif
    total = seen + 1;
    return unused;
}

int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return total != 2;
}
