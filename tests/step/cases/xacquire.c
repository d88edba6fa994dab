/* expect: holds; says: 2 outcomes */

/* XACQUIRE has the byte of a string operation's prefix, but counts nothing: the
 * lock is taken, also where the count would be 0. */

#include <pthread.h>
#include <stdio.h>
static int lock;
static void *
take(void *unused)
{
#ifdef __x86_64__
    int taken = 1;
    __asm__ volatile("xacquire xchg %0, %1"
                     : "+r"(taken), "+m"(lock)
                     : "c"(0L)
                     : "memory");
#else
    __atomic_store_n(&lock, 1, __ATOMIC_SEQ_CST);
#endif
    return unused;
}
static void *
look(void *unused)
{
    return __atomic_load_n(&lock, __ATOMIC_RELAXED) != 0 ? &lock : unused;
}
int
main(void)
{
    pthread_t one, two;
    void *seen;
    pthread_create(&one, NULL, look, NULL);
    pthread_create(&two, NULL, take, NULL);
    pthread_join(one, &seen);
    pthread_join(two, NULL);
    printf("%d\n", seen != NULL);
    return 0;
}
