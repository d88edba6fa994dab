#include "prodcons/bell.h"

#include "kit/cpus.h"
#include "kit/futex.h"
#include "kit/model.h"
#include "kit/must.h"

#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of linux/membarrier.h, which musl-gcc does not find. */
enum { MEMBARRIER_GLOBAL_EXPEDITED = 2, MEMBARRIER_REGISTER_GLOBAL = 4 };

/* Before a sleep: a change that the other makes at once is worth a moment of
 * spinning. A yield costs a system call, and on one CPU it lets the other run:
 * so there nobody spins. */
enum { SPINS = 8, YIELDS = 16 };

static int
membarrier(int command)
{
    return (int)syscall(SYS_membarrier, command, 0, 0);
}

/* A process registers for itself and for those it forks later. */
void
bell_init(struct bell *bell, enum bell_wait wait)
{
    bell->wait = wait;
    bell->spins = wait == BELL_ADAPTIVE && cpus_usable() > 1 ? SPINS : 0;
    bell->fence = wait != BELL_SPIN && model_is_preemptive &&
                  membarrier(MEMBARRIER_REGISTER_GLOBAL) != 0;
}

/* Between 3 and 4, and for the others between 1 and 2. */
static void
fence_for_all(const struct bell *bell)
{
    if (bell->fence)
        atomic_thread_fence(memory_order_seq_cst);
    else
        MUST_ERRNO(membarrier(MEMBARRIER_GLOBAL_EXPEDITED));
}

/* `rung` is read before `asleep` is set: whoever finds it set changes `rung`
 * after that, and futex_wait returns at once. Read later, it might be the new
 * value, and the wake-up was before the sleep. */
static void
sleep_until_rung(struct bell *bell, bool (*done)(void *queue), void *queue)
{
    int rung = atomic_load(&bell->rung);

    atomic_store(&bell->asleep, 1);
    fence_for_all(bell);
    if (!done(queue))
        futex_wait(&bell->rung, rung, -1);
}

void
bell_wait(struct bell *bell, bool (*done)(void *queue), void *queue)
{
    for (int i = 0; i < bell->spins || bell->wait == BELL_SPIN; i++) {
        if (done(queue))
            return;
        cpus_relax();
    }
    for (int i = 0; i < YIELDS && bell->wait == BELL_ADAPTIVE; i++) {
        model_yield();
        if (done(queue))
            return;
    }
    if (model_is_preemptive)
        sleep_until_rung(bell, done, queue);
}

/* Of several that ring, the one that takes the 1 wakes all sleepers. A sleeper
 * that is woken and finds nothing sets it again. A worker that was killed in
 * its sleep leaves a 1, which costs one call too many. */
void
bell_wake(struct bell *bell)
{
    if (atomic_exchange(&bell->asleep, 0) == 0)
        return;
    atomic_fetch_add(&bell->rung, 1);
    futex_wake(&bell->rung, INT_MAX);
}
