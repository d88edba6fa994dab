/* expect: refused; says: differs each time */

/* Who reads the processor's clock later, reads more: a step that is made only
 * once cannot tell. */

#include <pthread.h>
#include <stdlib.h>
static unsigned long
ticks(void)
{
#ifdef __x86_64__
    return __builtin_ia32_rdtsc();
#else
    unsigned long value;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
#endif
}
static void *
look(void *at)
{
    *(unsigned long *)at = ticks();
    return NULL;
}
int
main(void)
{
    pthread_t one, two;
    unsigned long first, second;
    pthread_create(&one, NULL, look, &first);
    pthread_create(&two, NULL, look, &second);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return first > second;
}
