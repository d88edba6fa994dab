/* expect: holds; says: 2 outcomes */

/* A bit that is set by its number may be in another word than the address. */

#include <pthread.h>
#include <stdio.h>
static unsigned long bits[2];
static void *
set(void *unused)
{
#ifdef __x86_64__
    __asm__ volatile("lock btsq %0, %1"
                     :
                     : "r"(70L), "m"(bits[0])
                     : "cc", "memory");
#else
    __atomic_fetch_or(&bits[1], 1UL << 6, __ATOMIC_SEQ_CST);
#endif
    return unused;
}
static void *
look(void *unused)
{
    return __atomic_load_n(&bits[1], __ATOMIC_RELAXED) != 0 ? &bits[1] : unused;
}
int
main(void)
{
    pthread_t one, two;
    void *seen;
    pthread_create(&one, NULL, look, NULL);
    pthread_create(&two, NULL, set, NULL);
    pthread_join(one, &seen);
    pthread_join(two, NULL);
    printf("%d\n", seen != NULL);
    return 0;
}
