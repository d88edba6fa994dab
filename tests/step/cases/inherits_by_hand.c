/* expect: holds */

/* Two take two words in opposite orders. The kernel refuses the second of them
 * that would wait: it gives back what it has. */

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
static uint32_t words[2];
static int refused, missing;
static long
do_to(uint32_t *word, int operation)
{
    return syscall(SYS_futex, word, operation, 0, NULL);
}
static void *
worker(void *backwards)
{
    uint32_t *first = &words[backwards != NULL];
    uint32_t *second = &words[backwards == NULL];
    do_to(first, FUTEX_LOCK_PI);
    if (do_to(second, FUTEX_LOCK_PI) == -1) {
        __atomic_fetch_add(&missing, errno != EDEADLK, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&refused, 1, __ATOMIC_SEQ_CST);
    } else {
        do_to(second, FUTEX_UNLOCK_PI);
    }
    do_to(first, FUTEX_UNLOCK_PI);
    return NULL;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, &p);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return missing + (refused > 1) + (words[0] != 0) + (words[1] != 0);
}
