#define _GNU_SOURCE /* pipe2, syscall, gettid's number */

#include "baton.h"

#include "die.h"

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

const char *const baton_ways[] = {
    "yield", "pipe", "eventfd", "futex", "sem", "cond", "signal", NULL};

static void
must(int code, const char *call)
{
    if (code != 0)
        die(STATUS_BROKEN, "%s: %s: the baton is lost", call, strerror(code));
}

/* ---- yield, and whose turn it is ---- */

static void
set_turn(const struct baton *baton, int to)
{
    /* Release: what was done in our turn is done before it ends, or the
     * partner might find the memory that it shares with us half walked. */
    atomic_store_explicit(&baton->memory->turn, to, memory_order_release);
}

static bool
is_turn_of(const struct baton *baton, int self)
{
    /* Acquire: pairs with the release above, or our turn could begin before
     * the partner's has ended. */
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
    /* Yield first: on one core nobody else has run since we passed it on. */
    do
        sched_yield(); /* cannot fail */
    while (!is_turn_of(baton, self));
}

/* ---- pipe, eventfd: a token that is written and read ---- */

/* One byte of a pipe and eight of an eventfd go as a whole, or not at all. By
 * syscall(2), since write(3) and read(3) are points of cancellation: glibc has
 * more to do there in a process that has several threads, and that is not what
 * a hand-over costs. */
static void
token_put(int to, const void *token, size_t bytes)
{
    ssize_t done;

    do
        done = syscall(SYS_write, to, token, bytes);
    while (done == -1 && errno == EINTR);
    if (done != (ssize_t)bytes)
        die(STATUS_BROKEN, "write: %s: the baton is lost",
            done == -1 ? strerror(errno) : "cut short");
}

static void
token_take(int from, void *token, size_t bytes)
{
    ssize_t done;

    do
        done = syscall(SYS_read, from, token, bytes);
    while (done == -1 && errno == EINTR);
    if (done != (ssize_t)bytes)
        die(STATUS_BROKEN, "read: %s: the baton is lost",
            done == -1 ? strerror(errno) : "cut short");
}

/* A token orders what came before and after by the kernel's locks, of which the
 * language knows nothing: so the turn is set and read besides. */
static void
check_turn(const struct baton *baton, int self)
{
    if (!is_turn_of(baton, self))
        die(STATUS_BROKEN, "the baton came to worker %d out of turn", self);
}

static void
pipe_pass(const struct baton *baton, int to)
{
    set_turn(baton, to);
    token_put(baton->pipes[to][WRITE], "", 1);
}

static void
pipe_await(const struct baton *baton, int self)
{
    char token;

    token_take(baton->pipes[self][READ], &token, sizeof(token));
    check_turn(baton, self);
}

static void
eventfd_pass(const struct baton *baton, int to)
{
    static const uint64_t one = 1;

    set_turn(baton, to);
    token_put(baton->eventfds[to], &one, sizeof(one));
}

static void
eventfd_await(const struct baton *baton, int self)
{
    uint64_t token;

    token_take(baton->eventfds[self], &token, sizeof(token));
    check_turn(baton, self);
}

/* ---- futex ---- */

static void
futex_pass(const struct baton *baton, int to)
{
    _Atomic uint32_t *given = &baton->memory->given[to];

    /* Before FUTEX_WAKE: the kernel compares the word while it holds the
     * queue, so a partner that is about to sleep either sees the 1 and does
     * not, or is in the queue already and is woken. The other way round, the
     * wake could come before the sleep, and the sleep would never end.
     * Release: our turn is done before it ends. */
    atomic_store_explicit(given, 1, memory_order_release);
    if (syscall(SYS_futex, given, FUTEX_WAKE | baton->futex_flags, 1, NULL,
            NULL, 0) == -1)
        die(STATUS_BROKEN, "futex: %m: cannot wake the partner");
}

static void
futex_await(const struct baton *baton, int self)
{
    _Atomic uint32_t *given = &baton->memory->given[self];

    /* EAGAIN: it was 1 already. The exchange takes the baton, so that the next
     * sleep is a sleep; acquire pairs with the release above, or our turn could
     * begin before the partner's has ended. */
    do {
        if (syscall(SYS_futex, given, FUTEX_WAIT | baton->futex_flags, 0, NULL,
                NULL, 0) == -1 &&
            errno != EAGAIN && errno != EINTR)
            die(STATUS_BROKEN, "futex: %m: cannot wait for the partner");
    } while (atomic_exchange_explicit(given, 0, memory_order_acquire) == 0);
}

/* ---- sem ---- */

static void
sem_pass(const struct baton *baton, int to)
{
    if (sem_post(baton->sems[to]) == -1)
        die(STATUS_BROKEN, "sem_post: %m: the baton is lost");
}

static void
sem_await(const struct baton *baton, int self)
{
    while (sem_wait(baton->sems[self]) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: the baton is lost");
}

/* ---- cond ---- */

static void
cond_pass(const struct baton *baton, int to)
{
    struct baton_memory *memory = baton->memory;

    must(pthread_mutex_lock(&memory->mutex), "pthread_mutex_lock");
    memory->holder = to;
    must(pthread_mutex_unlock(&memory->mutex), "pthread_mutex_unlock");
    /* After the unlock: who is woken before would find the mutex taken, and
     * sleep again: two more switches. */
    must(pthread_cond_signal(&memory->changed[to]), "pthread_cond_signal");
}

static void
cond_await(const struct baton *baton, int self)
{
    struct baton_memory *memory = baton->memory;

    must(pthread_mutex_lock(&memory->mutex), "pthread_mutex_lock");
    while (memory->holder != self)
        must(pthread_cond_wait(&memory->changed[self], &memory->mutex),
            "pthread_cond_wait");
    must(pthread_mutex_unlock(&memory->mutex), "pthread_mutex_unlock");
}

/* ---- signal ---- */

static void
signal_pass(const struct baton *baton, int to)
{
    struct baton_memory *memory = baton->memory;

    /* Before the signal: who takes it must find the turn to be his, or he
     * would take it for a stranger's, and wait for ever. */
    set_turn(baton, to);
    if (syscall(SYS_tgkill, memory->processes[to], memory->tasks[to],
            SIGRTMIN) == -1)
        die(STATUS_BROKEN, "tgkill: %m: the baton is lost: see 'ulimit -i'");
}

static void
signal_await(const struct baton *baton, int self)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    /* Anybody may send a signal: the turn tells whether it was the partner. */
    do {
        if (sigwaitinfo(&set, NULL) == -1 && errno != EINTR)
            die(STATUS_BROKEN, "sigwaitinfo: %m: the baton is lost");
    } while (!is_turn_of(baton, self));
}

/* ---- all ---- */

static void
init_cond(struct baton_memory *memory, int process_shared)
{
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;

    must(pthread_mutexattr_init(&mutex), "pthread_mutexattr_init");
    must(pthread_mutexattr_setpshared(&mutex, process_shared),
        "pthread_mutexattr_setpshared");
    must(pthread_mutex_init(&memory->mutex, &mutex), "pthread_mutex_init");
    must(pthread_condattr_init(&cond), "pthread_condattr_init");
    must(pthread_condattr_setpshared(&cond, process_shared),
        "pthread_condattr_setpshared");
    for (int i = 0; i < 2; i++)
        must(
            pthread_cond_init(&memory->changed[i], &cond), "pthread_cond_init");
    pthread_condattr_destroy(&cond);
    pthread_mutexattr_destroy(&mutex);
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

/* The mutex and the condition variables hold nothing that must be given back;
 * and destroying one would wait for a worker that was killed as it slept. */
void
baton_close(const struct baton *baton)
{
    for (int i = 0; i < 2; i++) {
        if (baton->way == BATON_PIPE) {
            close(baton->pipes[i][READ]);
            close(baton->pipes[i][WRITE]);
        }
        if (baton->way == BATON_EVENTFD)
            close(baton->eventfds[i]);
    }
}

void
baton_join(const struct baton *baton, int self)
{
    sigset_t set;

    if (baton->way != BATON_SIGNAL)
        return;
    /* Held back before anybody can send it: it would kill us. */
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    must(pthread_sigmask(SIG_BLOCK, &set, NULL), "pthread_sigmask");
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
