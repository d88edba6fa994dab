/* What processes share explicitly: a segment of shared memory, and named
 * semaphores. Each name, in /dev/shm, is removed as soon as it has been opened:
 * the children inherit the mappings through fork, and need no name.
 *
 * Call these before fork. A failure ends the program with status 77. The
 * mappings last until the process ends. */
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

/* Zeroed memory that this process shares with all of its children, at the same
 * address in each. */
void *segment_new(size_t bytes);

/* A named semaphore. It is not in our segment: sem_open maps it, and the
 * address is valid in this process and in its children. */
sem_t *segment_sem(unsigned value);

/* Initialise a mutex, a condition variable or a barrier in a segment: without
 * PTHREAD_PROCESS_SHARED it would work only within one process. robustness: a
 * mutex whose owner dies stays locked for ever (PTHREAD_MUTEX_STALLED), or the
 * next to lock it gets EOWNERDEAD (PTHREAD_MUTEX_ROBUST). */
void segment_mutex(pthread_mutex_t *mutex, int robustness);
void segment_cond(pthread_cond_t *cond);
void segment_barrier(pthread_barrier_t *barrier, long count);
