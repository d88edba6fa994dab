/* Waiting until another worker has changed something, in memory that both
 * share.
 *
 * Whoever waits first looks again for a moment (spins), then lets others run
 * (yields), and at last sleeps in the kernel: on a bell. Whoever makes a change
 * rings the bell, which costs a load of a line that nobody writes as long as
 * nobody sleeps; only if somebody does, it is a system call.
 *
 * The danger is a sleeper that nobody wakes. Each side writes one thing and
 * then reads the other's (Dekker's pattern):
 *
 *     who changes                       who falls asleep
 *     1. store the change               3. store asleep = 1
 *     2. load asleep: wake if 1         4. load the change: stay awake if there
 *
 * If both loads came before the other's store, one would sleep and the other
 * not wake it. That happens where a CPU does a load before an earlier store is
 * seen: on x86 since the store waits in its buffer, on ARM for any reason.
 * Release and acquire do not forbid it. A full fence between 1 and 2 and one
 * between 3 and 4 do. But the first of these would be made for every item, and
 * cost more than all the rest: it waits until the store buffer is empty. So the
 * sleeper, who has time, makes both: membarrier(2) returns when every CPU that
 * runs one of our tasks has made a full fence, wherever that task was. Was the
 * changer past 1? Then 4 sees the change. Was it not? Then 2, later still, sees
 * the 3. No other place is left, on any CPU. The compiler alone might still
 * exchange 1 and 2: a signal fence forbids it. Where there is no membarrier,
 * both fences are real. */
#pragma once

#include "kit/lines.h"

#include <stdatomic.h>
#include <stdbool.h>

/* How to wait. A coroutine only ever yields: as long as it spins or sleeps, no
 * other runs. */
enum bell_wait {
    BELL_ADAPTIVE, /* spin for a moment, then yield, then sleep */
    BELL_SPIN,     /* for ever */
    BELL_BLOCK     /* sleep at once */
};

/* Made of zeros and bell_init. Between processes or threads, at any address. */
struct bell {
    _Alignas(APART) atomic_int asleep; /* 1: somebody is, or is about to */
    atomic_int rung; /* the word to sleep on: changes when all are woken */
    bool fence;      /* membarrier(2) is missing: 2 above needs its own */
    int spins;
    enum bell_wait wait;
};

void bell_init(struct bell *bell, enum bell_wait wait);

/* Return when `done` is true, or earlier, for no reason: try again then. */
void bell_wait(struct bell *bell, bool (*done)(void *queue), void *queue);

/* Wake all who sleep. */
void bell_wake(struct bell *bell);

/* The change has been stored: wake whoever waits for it. */
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
