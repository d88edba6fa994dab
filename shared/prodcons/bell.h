/* Waiting until another worker has changed something in memory that both share.
 *
 * A waiter first tests again for a moment (spins), then lets others run
 * (yields), and finally sleeps in the kernel, on a bell. A worker that makes a
 * change rings the bell. While nobody sleeps, that is a load from a cache line
 * that nobody writes to; only when somebody sleeps is it a system call.
 *
 * The danger is a lost wake-up: a sleeper that nobody wakes. Each side writes
 * one thing and then reads the other's (Dekker's pattern):
 *
 *     the worker that changes           the worker that falls asleep
 *     1. store the change               3. store asleep = 1
 *     2. load asleep: wake if 1         4. load the change: stay awake if there
 *
 * If each load took place before the other side's store, one worker would sleep
 * and the other would not wake it. A CPU may do that: on x86 because a store
 * waits in the store buffer while later loads go ahead, on ARM because it may
 * reorder the two anyway. Release and acquire do not forbid it. A full fence
 * between 1 and 2 and another between 3 and 4 do. But the first would be needed
 * for every item, and would cost more than everything else, since it waits
 * until the store buffer is empty. So the sleeper, who has time, provides both:
 * membarrier(2) returns when every CPU that runs one of our tasks has executed
 * a full fence, wherever that task was. If the changing worker was past 1, then
 * 4 sees the change. If it was not, then its 2 comes after 3 and sees asleep
 * = 1. There is no third case, on any CPU. The compiler could still exchange 1
 * and 2: a signal fence forbids that. Where there is no membarrier, both fences
 * are real. */
#pragma once

#include "kit/lines.h"

#include <stdatomic.h>
#include <stdbool.h>

/* How to wait. A coroutine only yields: while it spins or sleeps, no other can
 * run. */
enum bell_wait {
    BELL_ADAPTIVE, /* spin for a moment, then yield, then sleep */
    BELL_SPIN,     /* spin for ever */
    BELL_BLOCK     /* sleep at once */
};

/* In zeroed memory; call bell_init first. Works between processes and between
 * threads, at any address. */
struct bell {
    _Alignas(APART) atomic_int asleep; /* 1: somebody is, or is about to */
    atomic_int rung; /* the word to sleep on: changes when all are woken */
    bool fence;      /* no membarrier(2): a real fence between 1 and 2 */
    int spins;
    enum bell_wait wait;
};

void bell_init(struct bell *bell, enum bell_wait wait);

/* Return when `done` is true, or earlier, for no reason: test again. */
void bell_wait(struct bell *bell, bool (*done)(void *queue), void *queue);

/* Wake all sleepers. */
void bell_wake(struct bell *bell);

/* The change has been stored: wake those who wait for it. */
static inline void
bell_ring(struct bell *bell)
{
    if (bell->fence)
        atomic_thread_fence(memory_order_seq_cst);
    else
        atomic_signal_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&bell->asleep, memory_order_relaxed) != 0)
        bell_wake(bell);
}
