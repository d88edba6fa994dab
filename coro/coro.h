/* Coroutines: several activities in one thread, which take turns cooperatively.
 * What the kernel does for processes and threads is done here by the program
 * itself, in a few hundred lines:
 *
 *     switch_*    the context switch: save one's registers, restore another's
 *     stack.c     a stack for each, with a guard below
 *     coro.c      the scheduler: which are ready, which sleep, which have ended
 *     sync.c      semaphore, mutex, condition, barrier: queues of sleepers
 *
 * A coroutine runs until it yields, sleeps or ends: it is never preempted.
 * Those that are ready run in turn, first come, first served: so every run is
 * the same. The program's main is a coroutine, too ("main"). A call that puts
 * the thread to sleep in the kernel (read, sem_wait) stops all of them.
 *
 * If all are asleep and none of them until a time, that is a deadlock: the
 * program ends with status 3 and a line that says which waits for what. A stack
 * that overflows ends it with status 1 and a line that names the coroutine.
 *
 * To be used by one thread only. Names are not copied: they must last. After
 * Knuth, TAOCP 1.4.2 (coroutines), and Dijkstra, EWD 123 (semaphores). */
#pragma once

#include "context.h"
#include "fiber.h"

#include <stddef.h>

struct coro;

/* ---- Life. ---- */

/* Create a coroutine that will run function(argument); it is ready from now on,
 * but does not run before the caller yields or sleeps. NULL, with errno, if
 * there is no memory for its stack. */
struct coro *coro_spawn(
    const char *name, void (*function)(void *), void *argument);

/* Let the other ready coroutines run first. Returns at once if there are none.
 */
static inline void coro_yield(void);

/* Do not run before that time has passed. If no other can run, the thread
 * sleeps. */
void coro_sleep_ns(long ns);

/* Sleep until it has ended, and free it. Each is joined once, or detached. */
void coro_join(struct coro *coro);

/* The same for a referee, at most one at a time: in a deadlock the program does
 * not end, but this call returns a report of which coroutine waits for what
 * (static storage). NULL: the coroutine has ended. */
const char *coro_join_or_stuck(struct coro *coro);

/* It is freed automatically when it ends. */
void coro_detach(struct coro *coro);

/* The caller, and a coroutine's name. */
struct coro *coro_self(void);
const char *coro_name(const struct coro *coro);

/* The default name: "worker 3", in static storage. From 1024 on just "worker".
 */
const char *coro_worker_name(int index);

/* ---- Waiting for each other. ---- */

/* Sleepers, in the order in which they will wake. */
struct coro_queue {
    struct coro *first, *last;
};

struct coro_sem {
    const char *name;
    long value; /* 0 or more; above 0 none sleeps */
    struct coro_queue sleepers;
};

void coro_sem_init(struct coro_sem *sem, const char *name, long value);
void coro_sem_wait(struct coro_sem *sem);
void coro_sem_post(struct coro_sem *sem);

/* What happens when the owner locks it again: see pthread_mutexattr_settype(3).
 */
enum coro_mutex_kind {
    CORO_MUTEX_NORMAL,     /* sleeps for ever */
    CORO_MUTEX_ERRORCHECK, /* EDEADLK */
    CORO_MUTEX_RECURSIVE /* locked once more; must be unlocked as many times */
};

struct coro_mutex {
    const char *name;
    enum coro_mutex_kind kind;
    struct coro *owner;     /* NULL: free */
    const char *owner_name; /* kept if the owner has ended without unlocking */
    long depth; /* how many times the owner has locked it: 0 when free */
    struct coro_queue sleepers;
};

/* lock and unlock return 0 or an error, as pthreads do: EDEADLK (above), EPERM
 * for an unlock by a coroutine that is not the owner. */
void coro_mutex_init(
    struct coro_mutex *mutex, const char *name, enum coro_mutex_kind kind);
int coro_mutex_lock(struct coro_mutex *mutex);
int coro_mutex_unlock(struct coro_mutex *mutex);

struct coro_cond {
    const char *name;
    struct coro_queue sleepers;
};

/* wait: the caller must own the mutex; it is released during the sleep, and
 * owned again afterwards. signal wakes the first sleeper, broadcast all. */
void coro_cond_init(struct coro_cond *cond, const char *name);
void coro_cond_wait(struct coro_cond *cond, struct coro_mutex *mutex);
void coro_cond_signal(struct coro_cond *cond);
void coro_cond_broadcast(struct coro_cond *cond);

/* Sleeps until `count` coroutines have called wait; then all continue, and the
 * next round begins. */
struct coro_barrier {
    long count, missing; /* how many have not arrived yet, 1 to count */
    struct coro_sem sem; /* those that have, asleep */
};

void coro_barrier_init(
    struct coro_barrier *barrier, const char *name, long count);
void coro_barrier_wait(struct coro_barrier *barrier);

/* ---- Information. ---- */

/* How many times the caller has given the CPU to another: our own count, since
 * the kernel does not see it (compare getrusage(RUSAGE_THREAD)). */
long coro_switches(void);

/* What protects a stack's neighbour from an overflow. */
enum coro_guard {
    CORO_GUARD_INSTALL, /* madvise(MADV_GUARD_INSTALL), since Linux 6.13 */
    CORO_GUARD_PAGE,    /* a PROT_NONE page: one more mapping for each stack */
    CORO_GUARD_CANARY   /* a known word, checked when it stops running */
};

/* The guard of the latest stack, and its name. If the kernel refuses one kind,
 * new stacks have the next. */
enum coro_guard coro_guard(void);
const char *coro_guard_name(void);

/* Only before the first coro_spawn: set the size of the stacks (default 64 KiB;
 * rounded up to pages), and the first kind of guard to try. */
void coro_stacks(size_t bytes, enum coro_guard guard);

/* How the switch is done: "x86_64", "aarch64", or "ucontext". */
extern const char coro_switch_name[];

/* ---- Inside: coro_yield is inline (see switch_x86_64.h). ---- */

/* What is kept of a coroutine while others run. */
struct coro_place {
    struct context context;
    struct fiber fiber;
};

/* Who leaves, and who continues. */
struct coro_turn {
    struct coro_place *from, *to;
};

/* The caller becomes the last of those that are ready, and the first of them
 * the one to continue. NULL if there are none. */
struct coro_turn coro_next_turn(void);
void coro_arrive(void); /* for a sanitizer */

/* `last`: the caller has ended. A sanitizer has to be told in the function that
 * switches, since it counts calls and returns. */
static inline void
coro_switch(struct coro_turn turn, int last)
{
    fiber_leave(&turn.from->fiber, &turn.to->fiber, last);
    context_switch(&turn.from->context, &turn.to->context);
    if (FIBER_ARRIVES)
        coro_arrive();
}

static inline void
coro_yield(void)
{
    struct coro_turn turn = coro_next_turn();

    if (turn.to != NULL)
        coro_switch(turn, 0);
}
