/* The baton that two workers hand to each other, in seven ways.
 *
 * The calls are the same between processes and between threads; only the
 * creation of a semaphore differs, and is in the twin. Coroutines have some of
 * the ways, in coro/baton.c, which the linker then takes for kit/baton.c. A
 * worker that hands the baton to itself makes the same calls, but no worker
 * sleeps or is woken: this is the cost of the mechanism alone.
 *
 *     yield    set whose turn it is; sched_yield until it is ours
 *     pipe     write a byte, read a byte
 *     eventfd  write 8 bytes, read 8 bytes
 *     futex    FUTEX_WAKE, FUTEX_WAIT on a word of our own
 *     sem      sem_post, sem_wait
 *     cond     a condition variable and its mutex
 *     signal   tgkill, sigwaitinfo: a real-time signal, which is blocked, so
 *              that it stays queued until it is accepted
 *
 * futex(2), eventfd(2), sem_overview(7), pthread_cond_signal(3), signal(7). */
#ifndef KIT_BATON_H
#define KIT_BATON_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

enum baton_way {
    BATON_YIELD,
    BATON_PIPE,
    BATON_EVENTFD,
    BATON_FUTEX,
    BATON_SEM,
    BATON_COND,
    BATON_SIGNAL
};

extern const char *const baton_ways[]; /* the names, in this order, and NULL */

/* What the two workers share; initially zero. Fields that change at a hand-over
 * have a cache line of their own, for workers on two CPUs. */
struct baton_memory {
    /* yield, pipe, eventfd, signal: whose turn it is, worker 0's or 1's. */
    _Alignas(64) atomic_int turn;

    /* futex: 1 when the baton was handed to that worker, 0 once it has it. */
    _Alignas(64) _Atomic uint32_t given[2];

    /* cond: mutex must be held when using holder (0 or 1). */
    _Alignas(64) pthread_mutex_t mutex;
    pthread_cond_t changed[2]; /* worker 0 waits at [0], worker 1 at [1] */
    int holder;

    /* signal: the receiver. Written before the gate, then only read. */
    _Alignas(64) pid_t processes[2];
    pid_t tasks[2];
};

/* One for both threads; after fork, each process has its own copy. */
struct baton {
    enum baton_way way;
    struct baton_memory *memory;
    sem_t *sems[2];  /* the twin's, at 0; worker 0 waits at [0] */
    int pipes[2][2]; /* read end, write end */
    int eventfds[2];
    int futex_flags;
};

/* Before the workers are started: open what this way needs; sems and memory
 * must be set already. process_shared is PTHREAD_PROCESS_SHARED, or _PRIVATE
 * for threads. Ends the program with status 77 if the kernel refuses. */
void baton_init(struct baton *baton, enum baton_way way, int process_shared);

/* Called by each worker before any hand-over: register with the other. */
void baton_join(const struct baton *baton, int self);

/* Hand the baton to that worker, 0 or 1; wait until worker `self` has it.
 * Worker 0 has it first. A call that fails ends the program (kit/must.h). */
void baton_pass(const struct baton *baton, int to);
void baton_await(const struct baton *baton, int self);

#endif
