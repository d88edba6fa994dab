/* expect: holds */

/* Dekker's entry: one worker's fence stands for both. membarrier(2) returns
 * when each thread of the process has made one, wherever it was. */

#include <linux/membarrier.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static atomic_int wants[2];
static int inside[2];
static void *
enter_often(void *unused)
{
    atomic_store_explicit(&wants[0], 1, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    if (!atomic_load_explicit(&wants[1], memory_order_relaxed))
        inside[0] = 1;
    return unused;
}
static void *
enter_seldom(void *unused)
{
    atomic_store_explicit(&wants[1], 1, memory_order_relaxed);
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0)
        abort();
    if (!atomic_load_explicit(&wants[0], memory_order_relaxed))
        inside[1] = 1;
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0,
            0) != 0)
        return 1;
    pthread_create(&one, NULL, enter_often, NULL);
    pthread_create(&two, NULL, enter_seldom, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return inside[0] && inside[1];
}
