#include "interpreter.h"

#include "kit/clock.h"
#include "kit/must.h"

#include <time.h>

/* sys.getswitchinterval() of CPython. */
enum { SWITCH_INTERVAL_NS = 5000000 };

void
interpreter_init(
    struct interpreter *interpreter, struct interpreter_tally *tally)
{
    pthread_condattr_t monotonic;

    *interpreter = (struct interpreter){.tally = tally, .last = -1};
    MUST(pthread_mutex_init(&interpreter->mutex, NULL));
    MUST(pthread_condattr_init(&monotonic));
    MUST(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC));
    MUST(pthread_cond_init(&interpreter->freed, &monotonic));
    MUST(pthread_condattr_destroy(&monotonic));
    MUST(pthread_cond_init(&interpreter->taken, NULL));
}

void
interpreter_destroy(struct interpreter *interpreter)
{
    MUST(pthread_cond_destroy(&interpreter->taken));
    MUST(pthread_cond_destroy(&interpreter->freed));
    MUST(pthread_mutex_destroy(&interpreter->mutex));
}

static void
raise_to(atomic_long *most, long number)
{
    long seen = atomic_load(most);

    while (seen < number && !atomic_compare_exchange_weak(most, &seen, number))
        ;
}

/* The mutex is held. Wait for the lock to be free, but no longer than the
 * switch interval; then ask the holder to let go, unless another thread got the
 * lock meanwhile: the new holder has five milliseconds of its own. */
static void
wait_an_interval(struct interpreter *interpreter)
{
    long until_ns = clock_ns() + SWITCH_INTERVAL_NS, takes = interpreter->takes;
    struct timespec until = {until_ns / NS_PER_S, until_ns % NS_PER_S};
    int code = pthread_cond_timedwait(
        &interpreter->freed, &interpreter->mutex, &until);

    if (code != 0 && code != ETIMEDOUT)
        must_fail("pthread_cond_timedwait", code);
    if (code == ETIMEDOUT && interpreter->holders > 0 &&
        interpreter->takes == takes &&
        !atomic_exchange(&interpreter->wanted, true))
        atomic_fetch_add(&interpreter->tally->requests, 1);
}

void
interpreter_take(struct interpreter *interpreter, int self)
{
    MUST(pthread_mutex_lock(&interpreter->mutex));
    interpreter->waiting++;
    while (interpreter->holders > 0)
        wait_an_interval(interpreter);
    interpreter->waiting--;
    interpreter->holders++;
    raise_to(&interpreter->tally->most_holders, interpreter->holders);
    if (interpreter->last != self) {
        if (interpreter->last != -1)
            atomic_fetch_add(&interpreter->tally->handovers, 1);
        interpreter->last = self;
        interpreter->takes++;
        MUST(pthread_cond_broadcast(&interpreter->taken));
    }
    atomic_store(&interpreter->wanted, false);
    MUST(pthread_mutex_unlock(&interpreter->mutex));
}

/* Looked at between any two pieces of work, so it must cost next to nothing:
 * hence no mutex. Relaxed is enough, since no data is read because of it: the
 * thread that lets go and the one that takes meet at the mutex. A request that
 * is seen late is obeyed one piece later. */
bool
interpreter_is_wanted(const struct interpreter *interpreter)
{
    return atomic_load_explicit(&interpreter->wanted, memory_order_relaxed);
}

/* After a request, wait until another thread has taken it: that thread is only
 * just being woken, and we are on a CPU already. */
void
interpreter_drop(struct interpreter *interpreter, int self)
{
    MUST(pthread_mutex_lock(&interpreter->mutex));
    interpreter->holders--;
    MUST(pthread_cond_signal(&interpreter->freed));
    if (interpreter_is_wanted(interpreter))
        while (interpreter->last == self && interpreter->waiting > 0)
            MUST(pthread_cond_wait(&interpreter->taken, &interpreter->mutex));
    MUST(pthread_mutex_unlock(&interpreter->mutex));
}
