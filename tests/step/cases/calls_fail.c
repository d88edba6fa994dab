/* expect: holds */

/* Calls whose effect no order of steps depends on still fail where they must.
 */

#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
static int total;
static void *
worker(void *unused)
{
    struct sched_param urgent = {.sched_priority = 1000};
    pthread_t self = pthread_self();
    cpu_set_t none;
    void *nowhere = (void *)4096;

    CPU_ZERO(&none);
    assert(pthread_setschedparam(self, SCHED_FIFO, &urgent) == EINVAL);
    assert(pthread_setaffinity_np(self, sizeof(none), &none) == EINVAL);
    assert(mlock(nowhere, 4096) == -1 && errno == ENOMEM);
    assert(msync(nowhere, 4096, MS_SYNC) == -1 && errno == ENOMEM);
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    pthread_join(p, NULL);
    pthread_join(q, NULL);
    return total != 2;
}
