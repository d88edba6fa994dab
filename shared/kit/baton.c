#include "baton.h"

#include "clock.h"
#include "die.h"
#include "lock_mutex.h"
#include "must.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ = 0, WRITE = 1 };

/* Of linux/futex.h, which musl-gcc does not find. */
enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_PRIVATE_FLAG = 128 };

/* ---- yield, and whose turn it is ---- */

static void
set_turn(const struct baton *baton, int to)
{
    /* Release: what we wrote in our turn becomes visible before the turn's end,
     * or the partner might read half-written shared memory. */
    atomic_store_explicit(&baton->memory->turn, to, memory_order_release);
}

static bool
is_turn_of(const struct baton *baton, int self)
{
    /* Acquire: pairs with the release above, or our accesses could be made
     * before the partner's turn has ended. */
    return atomic_load_explicit(&baton->memory->turn, memory_order_acquire) ==
           self;
}

static void
yield_pass(const struct baton *baton, int to)
{
    set_turn(baton, to);
}

static void
yield_await(const struct baton *baton, int self)
{
    /* Yield first: on one CPU the partner has not run since we passed it on. */
    do
        sched_yield(); /* cannot fail */
    while (!is_turn_of(baton, self));
}

/* ---- pipe, eventfd: a token that is written and read ---- */

/* One byte of a pipe and eight of an eventfd are transferred whole, or not at
 * all. By syscall(2), since write(3) and read(3) are cancellation points, for
 * which glibc does extra work in a process with several threads, and that is no
 * part of a hand-over. */
static void
token_move(long number, int fd, void *token, size_t bytes)
{
    ssize_t done;

    do
        done = syscall(number, fd, token, bytes);
    while (done == -1 && errno == EINTR);
    if (done != (ssize_t)bytes)
        die(STATUS_BROKEN, "%s: %s: the baton is lost",
            number == SYS_write ? "write" : "read",
            done == -1 ? strerror(errno) : "cut short");
}

/* A token orders memory only through the kernel's locks, which are not part of
 * C's memory model: so the turn is set and read as well. */
static void
check_turn(const struct baton *baton, int self)
{
    if (!is_turn_of(baton, self))
        die(STATUS_BROKEN, "worker %d got the baton out of turn", self);
}

static void
pipe_pass(const struct baton *baton, int to)
{
    char token = 0;

    set_turn(baton, to);
    token_move(SYS_write, baton->pipes[to][WRITE], &token, sizeof(token));
}

static void
pipe_await(const struct baton *baton, int self)
{
    char token;

    token_move(SYS_read, baton->pipes[self][READ], &token, sizeof(token));
    check_turn(baton, self);
}

static void
eventfd_pass(const struct baton *baton, int to)
{
    uint64_t token = 1;

    set_turn(baton, to);
    token_move(SYS_write, baton->eventfds[to], &token, sizeof(token));
}

static void
eventfd_await(const struct baton *baton, int self)
{
    uint64_t token;

    token_move(SYS_read, baton->eventfds[self], &token, sizeof(token));
    check_turn(baton, self);
}

/* ---- futex ---- */

static void
futex_pass(const struct baton *baton, int to)
{
    _Atomic uint32_t *given = &baton->memory->given[to];

    /* Before FUTEX_WAKE: the kernel compares the word while it holds the lock
     * of the queue, so a partner that is about to sleep either sees the 1 and
     * does not sleep, or is in the queue already and is woken. In the other
     * order, the wake could come before the sleep, which would never end.
     * Release: as in set_turn. */
    atomic_store_explicit(given, 1, memory_order_release);
    MUST_ERRNO(syscall(
        SYS_futex, given, FUTEX_WAKE | baton->futex_flags, 1, NULL, NULL, 0));
}

static void
futex_await(const struct baton *baton, int self)
{
    _Atomic uint32_t *given = &baton->memory->given[self];

    /* EAGAIN: it was 1 already. The exchange takes the baton, so that the next
     * wait really waits. Acquire: as in is_turn_of. */
    do {
        if (syscall(SYS_futex, given, FUTEX_WAIT | baton->futex_flags, 0, NULL,
                NULL, 0) == -1 &&
            errno != EAGAIN && errno != EINTR)
            must_fail("futex(FUTEX_WAIT)", errno);
    } while (atomic_exchange_explicit(given, 0, memory_order_acquire) == 0);
}

/* ---- sem ---- */

static void
sem_pass(const struct baton *baton, int to)
{
    MUST_ERRNO(sem_post(baton->sems[to]));
}

static void
sem_await(const struct baton *baton, int self)
{
    MUST_ERRNO(sem_wait(baton->sems[self]));
}

/* ---- cond ---- */

static void
cond_pass(const struct baton *baton, int to)
{
    struct baton_memory *memory = baton->memory;

    MUST(pthread_mutex_lock(&memory->mutex));
    memory->holder = to;
    MUST(pthread_mutex_unlock(&memory->mutex));
    /* After the unlock: a partner that is woken before it would find the mutex
     * locked, and sleep again: two more switches. */
    MUST(pthread_cond_signal(&memory->changed[to]));
}

static void
cond_await(const struct baton *baton, int self)
{
    struct baton_memory *memory = baton->memory;

    MUST(pthread_mutex_lock(&memory->mutex));
    while (memory->holder != self)
        MUST(pthread_cond_wait(&memory->changed[self], &memory->mutex));
    MUST(pthread_mutex_unlock(&memory->mutex));
}

/* ---- signal ---- */

static void
signal_pass(const struct baton *baton, int to)
{
    struct baton_memory *memory = baton->memory;

    /* Before the signal: a partner that accepts it before the turn is set would
     * ignore it as another process's signal, and wait for ever. */
    set_turn(baton, to);
    if (syscall(SYS_tgkill, memory->processes[to], memory->tasks[to],
            SIGRTMIN) == 0)
        return;
    int code = errno;
    if (code == ESRCH) /* it was killed: our parent will say so, and end us */
        clock_sleep_ns(NS_PER_S);
    die(STATUS_BROKEN, "tgkill: %s: the baton is lost%s", strerror(code),
        code == EAGAIN ? ": see 'ulimit -i'" : "");
}

static void
signal_await(const struct baton *baton, int self)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    /* Any process may send one: the turn shows whether it was the partner. */
    do
        MUST_ERRNO(sigwaitinfo(&set, NULL));
    while (!is_turn_of(baton, self));
}

/* ---- all ---- */

static void
init_cond(struct baton_memory *memory, int process_shared)
{
    pthread_condattr_t cond;

    mutex_init(&memory->mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_STALLED,
        process_shared);
    MUST(pthread_condattr_init(&cond));
    MUST(pthread_condattr_setpshared(&cond, process_shared));
    for (int i = 0; i < 2; i++)
        MUST(pthread_cond_init(&memory->changed[i], &cond));
    MUST(pthread_condattr_destroy(&cond));
}

void
baton_init(struct baton *baton, enum baton_way way, int process_shared)
{
    baton->way = way;
    baton->futex_flags =
        process_shared == PTHREAD_PROCESS_SHARED ? 0 : FUTEX_PRIVATE_FLAG;
    if (way == BATON_COND)
        init_cond(baton->memory, process_shared);
    for (int i = 0; i < 2; i++) {
        if (way == BATON_PIPE && pipe2(baton->pipes[i], O_CLOEXEC) == -1)
            die(STATUS_CANNOT, "pipe: %m: see 'ulimit -n'");
        if (way == BATON_EVENTFD && (baton->eventfds[i] = eventfd(
                                         0, EFD_SEMAPHORE | EFD_CLOEXEC)) == -1)
            die(STATUS_CANNOT, "eventfd: %m: see 'ulimit -n'");
    }
}

void
baton_join(const struct baton *baton, int self)
{
    sigset_t set;

    if (baton->way != BATON_SIGNAL)
        return;
    /* Blocked before it can be sent: it would kill us. */
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    MUST(pthread_sigmask(SIG_BLOCK, &set, NULL));
    baton->memory->processes[self] = getpid();
    baton->memory->tasks[self] = (pid_t)syscall(SYS_gettid);
}

static const struct {
    void (*pass)(const struct baton *baton, int to);
    void (*await)(const struct baton *baton, int self);
} calls[] = {
    [BATON_YIELD] = {yield_pass, yield_await},
    [BATON_PIPE] = {pipe_pass, pipe_await},
    [BATON_EVENTFD] = {eventfd_pass, eventfd_await},
    [BATON_FUTEX] = {futex_pass, futex_await},
    [BATON_SEM] = {sem_pass, sem_await},
    [BATON_COND] = {cond_pass, cond_await},
    [BATON_SIGNAL] = {signal_pass, signal_await},
};

void
baton_pass(const struct baton *baton, int to)
{
    calls[baton->way].pass(baton, to);
}

void
baton_await(const struct baton *baton, int self)
{
    calls[baton->way].await(baton, self);
}
