/* A starting gate: workers arrive one by one and leave together.
 *
 * Without it the first worker has often finished before the second starts, and
 * they never run at the same time. The workers sleep until the last has
 * arrived. If there is a CPU for each, the gate moves each to one of its own
 * (without pinning it), and they wait for the slowest to wake up, so that they
 * leave within a few microseconds. The gate also measures the time from the
 * first worker leaving it to the last one finishing.
 *
 * It lives in memory that all workers share, and works between processes and
 * between threads alike. A semaphore has no owner, so a worker killed at the
 * gate leaves nothing locked. */
#ifndef KIT_GATE_H
#define KIT_GATE_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

struct gate {
    int workers;           /* how many must arrive */
    bool stands_open;      /* GATE_OPEN */
    bool spin;             /* each can have a CPU of its own */
    sem_t open;            /* one post for each sleeper */
    atomic_int arrived;    /* workers that arrived, 0 to workers */
    atomic_int awake;      /* workers that left, 0 to workers */
    atomic_int done;       /* workers that finished, 0 to workers */
    atomic_long opened_ns; /* when the first left; 0 before */
    atomic_long closed_ns; /* when the last finished; 0 before */
};

/* For workers that are all created before the first of them runs and must not
 * sleep in the kernel (coroutines): the gate only measures the time. */
enum { GATE_OPEN = -1 };

/* Prepare the gate. sharing: PTHREAD_PROCESS_SHARED, PTHREAD_PROCESS_PRIVATE or
 * GATE_OPEN. */
void gate_init(struct gate *gate, int workers, int sharing);

/* Worker: wait for the others. */
void gate_enter(struct gate *gate);

/* Worker: record that its work is done. */
void gate_leave(struct gate *gate);

/* After the last worker is done: how long they took. */
long gate_elapsed_ns(const struct gate *gate);

#endif
