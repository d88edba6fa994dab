/* Coroutines: several activities in one thread, which take turns of their own
 * accord. What the kernel does for processes and threads is done here by the
 * program itself, in a few hundred lines:
 *
 *     switch_*.S  the switch: put one's registers away, take another's
 *     stack.c     a stack for each, with a guard below
 *     coro.c      who can run, who sleeps, who has ended: the scheduler
 *     sync.c      semaphore, mutex, condition variable: queues of sleepers
 *
 * A coroutine runs until it yields, sleeps or ends; nobody takes the CPU from
 * it before. Those that can run do so in turn, first come, first served: so a
 * run is the same each time. The program's main is a coroutine, too ("main").
 * A call that makes the thread sleep in the kernel (read, sem_wait) stops all
 * of them.
 *
 * Where all are asleep and no time will wake one, that is a deadlock: the
 * program ends with status 3 and a line that says who waits for what. A stack
 * that overflows ends it with status 1 and a line that names the coroutine.
 *
 * To be used by one thread only. Names are not copied: they must last. After
 * Knuth, TAOCP 1.4.2 (coroutines), and Dijkstra, EWD 123 (semaphores). */
#ifndef CORO_H
#define CORO_H

#include <stddef.h>

struct coro;

/* ---- Life. ---- */

/* Make a coroutine that will run function(argument); it can run from now on,
 * but does not before the caller yields or sleeps. NULL, with errno, where
 * there is no memory for its stack. */
struct coro *coro_spawn(
    const char *name, void (*function)(void *), void *argument);

/* Let the others that can run do so first. Returns at once if there are none.
 */
void coro_yield(void);

/* Do not run before that time has passed. If nobody else can run, the thread
 * sleeps. */
void coro_sleep_ns(long ns);

/* Sleep until it has ended, and free it. Each is joined once, or detached. */
void coro_join(struct coro *coro);

/* The same for a referee, at most one at a time: where all are asleep and no
 * time will wake one, the caller alone runs on instead of the program's end,
 * and is told who waits for what (static storage). NULL: it has ended. */
const char *coro_join_or_stuck(struct coro *coro);

/* It is freed by itself when it ends. */
void coro_detach(struct coro *coro);

/* The caller, and a coroutine's name. */
struct coro *coro_self(void);
const char *coro_name(const struct coro *coro);

/* The usual name: "worker 3" in static storage. From 1024 on only "worker". */
const char *coro_worker_name(int index);

/* ---- Waiting for each other. ---- */

/* Sleepers, the first to wake first. */
struct coro_queue {
    struct coro *first, *last;
};

struct coro_sem {
    const char *name;
    long value; /* 0 or more; above 0 nobody sleeps */
    struct coro_queue sleepers;
};

void coro_sem_init(struct coro_sem *sem, const char *name, long value);
void coro_sem_wait(struct coro_sem *sem);
void coro_sem_post(struct coro_sem *sem);

/* What the owner gets who locks it again: see pthread_mutexattr_settype(3). */
enum coro_mutex_kind {
    CORO_MUTEX_NORMAL,     /* sleeps for ever */
    CORO_MUTEX_ERRORCHECK, /* EDEADLK */
    CORO_MUTEX_RECURSIVE   /* has it once more, and must unlock as often */
};

struct coro_mutex {
    const char *name;
    enum coro_mutex_kind kind;
    struct coro *owner;     /* NULL: free */
    const char *owner_name; /* stands also when the owner has ended with it */
    long depth;             /* how often the owner has it: 0 when free */
    struct coro_queue sleepers;
};

/* lock and unlock return 0 or an error, as pthreads do: EDEADLK (above), EPERM
 * for an unlock by somebody else than the owner. */
void coro_mutex_init(
    struct coro_mutex *mutex, const char *name, enum coro_mutex_kind kind);
int coro_mutex_lock(struct coro_mutex *mutex);
int coro_mutex_unlock(struct coro_mutex *mutex);

struct coro_cond {
    const char *name;
    struct coro_queue sleepers;
};

/* wait: the caller owns the mutex, lets go of it while it sleeps, and owns it
 * again afterwards. signal wakes the first sleeper, broadcast all. */
void coro_cond_init(struct coro_cond *cond, const char *name);
void coro_cond_wait(struct coro_cond *cond, struct coro_mutex *mutex);
void coro_cond_signal(struct coro_cond *cond);
void coro_cond_broadcast(struct coro_cond *cond);

/* Sleeps until `count` coroutines have called wait; then all go on, and the
 * next round begins. */
struct coro_barrier {
    long count, missing; /* how many have not come yet, 1 to count */
    struct coro_sem sem; /* those who have, asleep */
};

void coro_barrier_init(
    struct coro_barrier *barrier, const char *name, long count);
void coro_barrier_wait(struct coro_barrier *barrier);

/* ---- What is known of all. ---- */

/* How often the caller has given the CPU to another: our own count, since the
 * kernel sees nothing of it (compare getrusage(RUSAGE_THREAD)). */
long coro_switches(void);

/* What keeps a stack from growing into its neighbour. */
enum coro_guard {
    CORO_GUARD_INSTALL, /* madvise(MADV_GUARD_INSTALL), since Linux 6.13 */
    CORO_GUARD_PAGE,    /* a PROT_NONE page: a mapping more for each stack */
    CORO_GUARD_CANARY   /* a known word, looked at when it stops running */
};

/* The guard of the stack that was made last, and its name. Where the kernel
 * refuses one kind, new stacks have the next. */
enum coro_guard coro_guard(void);
const char *coro_guard_name(void);

/* Before the first coro_spawn, and only then: the size of the stacks (64 KiB;
 * rounded up to pages), and the guard to begin with. */
void coro_stacks(size_t bytes, enum coro_guard guard);

/* How the switch is done: "x86_64", "aarch64", or "ucontext". */
extern const char coro_switch_name[];

#endif
