/* expect: deadlocks */

/* It looks a few times, and then sleeps; but nobody wakes it. So it sleeps for
 * ever if the other comes only after all its looks. */

#include <assert.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int ready;
static int data;

static int
is_seen(void)
{
    for (int i = 0; i < 16; i++) {
        if (ready)
            return 1;
        sched_yield();
    }
    return 0;
}

static void *
worker(void *unused)
{
    data = 1;
    ready = 1;
    return unused;
}

int
main(void)
{
    pthread_t other;

    pthread_create(&other, NULL, worker, NULL);
    while (!is_seen())
        syscall(SYS_futex, &ready, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    assert(data == 1);
    pthread_join(other, NULL);
}
