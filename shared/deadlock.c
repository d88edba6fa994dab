/* What the workers of all models do: four ways into a deadlock, each beside its
 * way out. The locks themselves are in the twins. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/die.h"
#include "kit/must.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { AMOUNT = 10, TOO_MUCH = 1000 };

static const struct {
    int (*lock)(int lock);
    void (*unlock)(int lock);
} guards[] = {
    [DEADLOCK_MUTEX... DEADLOCK_ROBUST] = {deadlock_lock_mutex,
        deadlock_unlock_mutex},
    [DEADLOCK_SEM] = {deadlock_wait_sem, deadlock_post_sem},
};

/* ---- Locking, with notes for the watchdog. ---- */

/* Called before and after each change: steps is odd in between. A reader that
 * finds the same even number twice has seen a consistent state in between. All
 * of it is sequentially consistent: if a change could be seen before the first
 * step, or after the second, a half-written note could pass for a whole one. */
static void
step(struct deadlock_notes *notes)
{
    atomic_fetch_add(&notes->steps, 1);
}

void
deadlock_note(struct deadlock_notes *notes, enum deadlock_doing doing)
{
    step(notes);
    atomic_store(&notes->doing, (int)doing);
    step(notes);
}

/* Take that lock, with notes before and after. False: it returned EDEADLK. */
static bool
take(struct deadlock *deadlock, int index, int lock)
{
    struct deadlock_notes *notes = &deadlock->notes[index];

    step(notes);
    atomic_store(&notes->wanted, lock);
    atomic_store(&notes->doing, DEADLOCK_WAITS);
    step(notes);
    int code = guards[deadlock->options->sync].lock(lock);
    step(notes);
    if (code == 0 || code == EOWNERDEAD)
        atomic_fetch_add(&notes->has[lock], 1);
    atomic_store(&notes->doing, DEADLOCK_RUNS);
    step(notes);
    if (code == EDEADLK || code == EOWNERDEAD)
        atomic_store(&notes->answer, code);
    else if (code != 0)
        die(STATUS_BROKEN, "lock %d: %s: worker %d cannot take it", lock,
            strerror(code), index);
    return code != EDEADLK;
}

/* First the note, then the lock: a worker that is noted as the holder of a lock
 * holds it. */
static void
give_back(struct deadlock *deadlock, int index, int lock)
{
    struct deadlock_notes *notes = &deadlock->notes[index];

    step(notes);
    atomic_fetch_sub(&notes->has[lock], 1);
    step(notes);
    guards[deadlock->options->sync].unlock(lock);
}

/* ---- Who comes first is not left to luck. ---- */

/* Worker 0 comes first: the others wait until it lets them come. */
static void
come_in_turn(int index)
{
    if (index > 0)
        deadlock_wait_sem(DEADLOCK_TOLD + index);
}

static void
let_others_come(const struct deadlock *deadlock, int index)
{
    for (int i = 1; index == 0 && i < deadlock->options->workers; i++)
        deadlock_post_sem(DEADLOCK_TOLD + i);
}

/* A rendezvous in two halves: tell each of the others that this worker has come
 * so far, and wait until all of them have. */
static void
tell_others(const struct deadlock *deadlock, int index)
{
    for (int i = 0; i < deadlock->options->workers; i++)
        if (i != index && !deadlock->options->unforced)
            deadlock_post_sem(DEADLOCK_TOLD + i);
}

static void
await_others(const struct deadlock *deadlock, int index)
{
    for (int i = 0; i < deadlock->options->workers; i++)
        if (i != index && !deadlock->options->unforced)
            deadlock_wait_sem(DEADLOCK_TOLD + index);
}

/* ---- The four cases. Worker `index` moves money from its own account to the
 * next. ---- */

static int
next_account(const struct deadlock *deadlock, int index)
{
    return (index + 1) % (int)deadlock->options->workers;
}

/* Called by a worker that holds lock 0, but written for callers that do not: so
 * it takes the lock. The cure is a function that takes no lock and says so. */
static bool
deposit(struct deadlock *deadlock, int index)
{
    bool fix = deadlock->options->fix;

    if (!fix && !take(deadlock, index, 0))
        return false;
    deadlock->balances[next_account(deadlock, index)] += AMOUNT;
    if (!fix)
        give_back(deadlock, index, 0);
    return true;
}

static void
work_self(struct deadlock *deadlock, int index)
{
    come_in_turn(index);
    take(deadlock, index, 0);
    let_others_come(deadlock, index);
    deadlock->balances[index] -= AMOUNT;
    if (!deposit(deadlock, index)) {
        deadlock->balances[index] += AMOUNT;
        atomic_store(&deadlock->notes[index].refused, 1);
    }
    give_back(deadlock, index, 0);
}

/* The locks of both accounts, its own first. The cure is one order for all: the
 * lower number first (Havender 1968: a cycle would have to go down somewhere).
 * All meet between the two locks. With the cure, one worker can keep another
 * from getting that far, so each posts to the others before its first lock. */
static void
work_order(struct deadlock *deadlock, int index)
{
    bool fix = deadlock->options->fix;
    int to = next_account(deadlock, index);
    int first = fix && to < index ? to : index;
    int second = first == index ? to : index;

    if (fix)
        tell_others(deadlock, index);
    take(deadlock, index, first);
    if (!fix)
        tell_others(deadlock, index);
    await_others(deadlock, index);
    take(deadlock, index, second);
    deadlock->balances[index] -= AMOUNT;
    deadlock->balances[to] += AMOUNT;
    give_back(deadlock, index, second);
    give_back(deadlock, index, first);
}

/* The error path returns early, and the lock stays locked. The cure is a single
 * way out. */
static bool
move_if_enough(struct deadlock *deadlock, int index, long amount)
{
    long *balances = deadlock->balances;

    take(deadlock, index, 0);
    bool enough = balances[index] >= amount;
    if (!enough && !deadlock->options->fix)
        return false;
    if (enough) {
        balances[index] -= amount;
        balances[next_account(deadlock, index)] += amount;
    }
    give_back(deadlock, index, 0);
    return enough;
}

/* A recursive lock is taken twice, so that one of two releases is lost. */
static void
work_lost_release(struct deadlock *deadlock, int index)
{
    bool twice = deadlock->options->sync == DEADLOCK_RECURSIVE;

    come_in_turn(index);
    if (twice)
        take(deadlock, index, 0);
    if (!move_if_enough(deadlock, index, index == 0 ? TOO_MUCH : AMOUNT))
        atomic_store(&deadlock->notes[index].refused, 1);
    if (twice)
        give_back(deadlock, index, 0);
    let_others_come(deadlock, index);
}

/* Killed half-way: the money has left one account and not reached the other. */
static void
work_holder_killed(struct deadlock *deadlock, int index)
{
    come_in_turn(index);
    take(deadlock, index, 0);
    deadlock->balances[index] -= AMOUNT;
    let_others_come(deadlock, index);
    if (index == 0) {
        deadlock_note(&deadlock->notes[index], DEADLOCK_DYING);
        MUST_ERRNO(kill(getpid(), SIGKILL));
    }
    deadlock->balances[next_account(deadlock, index)] += AMOUNT;
    give_back(deadlock, index, 0);
}

void
deadlock_work(struct deadlock *deadlock, int index)
{
    static void (*const works[])(struct deadlock *, int) = {
        work_self, work_order, work_lost_release, work_holder_killed};
    struct deadlock_notes *notes = &deadlock->notes[index];

    atomic_store(&notes->id, gettid());
    deadlock_note(notes, DEADLOCK_RUNS);
    gate_enter(&deadlock->gate);
    works[deadlock->options->which](deadlock, index);
    gate_leave(&deadlock->gate);
    deadlock_note(notes, DEADLOCK_DONE);
}
