/* The loops of the counter as one would write them by hand: what do ours cost
 * beside them? For make bench: peers/counter SYNC WORKERS ITERATIONS prints the
 * nanoseconds from the first worker's start to the last one's end.
 *
 * The workers start as ours do, together and on a CPU each (kit/gate.h): behind
 * a barrier of the C library one begins while the other is still waking up, and
 * for a while nobody contends. */

#include "kit/cpus.h"
#include "kit/gate.h"
#include "kit/lock_futex.h"
#include "kit/lock_mcs.h"
#include "kit/lock_mutex.h"
#include "kit/lock_ticket.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 64, LINE = 128 };

static _Alignas(LINE) long counter;
/* Where it is: read anew, so that the loops have it in a register, as ours do.
 * A CPU may forward a store to the next load at [register] at once, and take
 * five cycles for the same at a fixed address. */
static long *volatile counter_at = &counter;
static _Alignas(LINE) atomic_flag spin = ATOMIC_FLAG_INIT;
static _Alignas(LINE) pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Alignas(LINE) sem_t sem;
static _Alignas(LINE) atomic_int word;
static _Alignas(LINE) struct ticket_lock ticket;
static _Alignas(LINE) struct mcs_lock mcs;
static struct mcs_node nodes[MAX_WORKERS];
static _Alignas(LINE) pthread_mutex_t robust;
static _Alignas(LINE) pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static _Alignas(LINE) long iterations;
static const char *sync_name;
static struct gate gate;

#define LOOP(update)                                                           \
    for (long left = iterations; left > 0; left--) {                           \
        update;                                                                \
    }

static void
add(volatile long *value, struct mcs_node *own)
{
    if (strcmp(sync_name, "none") == 0)
        LOOP(*value = *value + 1)
    else if (strcmp(sync_name, "plain") == 0)
        LOOP((*value)++)
    else if (strcmp(sync_name, "atomic") == 0)
        LOOP(__atomic_fetch_add(value, 1, __ATOMIC_RELAXED))
    else if (strcmp(sync_name, "sem") == 0)
        LOOP(sem_wait(&sem); (*value)++; sem_post(&sem))
    else if (strcmp(sync_name, "mutex") == 0)
        LOOP(pthread_mutex_lock(&mutex); (*value)++;
             pthread_mutex_unlock(&mutex))
    else if (strcmp(sync_name, "spin") == 0)
        LOOP(while (atomic_flag_test_and_set_explicit(
            &spin, memory_order_acquire)) cpus_relax();
             (*value)++;
             atomic_flag_clear_explicit(&spin, memory_order_release))
    else if (strcmp(sync_name, "futex") == 0)
        LOOP(futex_lock(&word); (*value)++; futex_unlock(&word))
    else if (strcmp(sync_name, "ticket") == 0)
        LOOP(ticket_lock(&ticket); (*value)++; ticket_unlock(&ticket))
    else if (strcmp(sync_name, "mcs") == 0)
        LOOP(mcs_lock(&mcs, own); (*value)++; mcs_unlock(&mcs, own))
    else if (strcmp(sync_name, "robust") == 0)
        LOOP(pthread_mutex_lock(&robust); (*value)++;
             pthread_mutex_unlock(&robust))
    else if (strcmp(sync_name, "rwlock") == 0)
        LOOP(pthread_rwlock_wrlock(&rwlock); (*value)++;
             pthread_rwlock_unlock(&rwlock))
    else
        exit(2);
}

static void *
worker(void *index)
{
    gate_enter(&gate);
    add(counter_at, &nodes[(long)index]);
    gate_leave(&gate);
    return NULL;
}

int
main(int argc, char *argv[])
{
    if (argc != 4)
        return 2;
    sync_name = argv[1];
    long workers = atol(argv[2]);
    iterations = atol(argv[3]);
    pthread_t ids[MAX_WORKERS];
    sem_init(&sem, 0, 1);
    mutex_init(&robust, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
        PTHREAD_PROCESS_PRIVATE);
    gate_init(&gate, (int)workers, PTHREAD_PROCESS_PRIVATE);
    for (long i = 0; i < workers; i++)
        pthread_create(&ids[i], NULL, worker, (void *)i);
    for (long i = 0; i < workers; i++)
        pthread_join(ids[i], NULL);
    printf("%ld\n", gate_elapsed_ns(&gate));
    return 0;
}
