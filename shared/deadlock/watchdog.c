/* The watchdog: a proof, and no time-out, that nobody will run again. And what
 * the parent does after a death. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/die.h"
#include "kit/sysfile.h"

#include <unistd.h>

enum deadlock_doing
deadlock_doing(const struct deadlock *deadlock, int index)
{
    return (enum deadlock_doing)atomic_load(&deadlock->notes[index].doing);
}

bool
deadlock_ended(const struct deadlock *deadlock, int index)
{
    return deadlock_doing(deadlock, index) >= DEADLOCK_DEAD;
}

/* A robust mutex outlives its owner: a dead worker holds none. */
int
deadlock_holder(const struct deadlock *deadlock, int lock)
{
    bool robust = deadlock_is_robust(deadlock->options) &&
                  deadlock->options->sync != DEADLOCK_SEM;

    for (int i = 0; i < deadlock->options->workers; i++)
        if (atomic_load(&deadlock->notes[i].has[lock]) > 0 &&
            !(robust && deadlock_ended(deadlock, i)))
            return i;
    return DEADLOCK_NOBODY;
}

/* The sum of all steps, which only grows; -1 while a note is being changed. */
static long
all_steps(const struct deadlock *deadlock)
{
    long sum = 0;

    for (long i = 0; i < deadlock->options->workers; i++) {
        long steps = atomic_load(&deadlock->notes[i].steps);
        if (steps % 2 != 0)
            return -1;
        sum += steps;
    }
    return sum;
}

/* Does the kernel agree? Where /proc cannot be read, the notes must do. */
static bool
is_asleep(const struct deadlock *deadlock, int index)
{
    char state[64];

    return !sysfile_line(state, sizeof(state), "State", "/proc/%ld/status",
               atomic_load(&deadlock->notes[index].id)) ||
           state[0] == 'S';
}

static bool
is_waiting(const struct deadlock *deadlock, int index)
{
    int wanted = atomic_load(&deadlock->notes[index].wanted);

    return deadlock_doing(deadlock, index) == DEADLOCK_WAITS &&
           deadlock_holder(deadlock, wanted) != DEADLOCK_NOBODY &&
           is_asleep(deadlock, index);
}

/* Somebody waits, and everybody either waits or has ended. */
static bool
nobody_runs(const struct deadlock *deadlock)
{
    int waiting = 0;

    for (int i = 0; i < deadlock->options->workers; i++) {
        if (deadlock_ended(deadlock, i))
            continue;
        if (!is_waiting(deadlock, i))
            return false;
        waiting++;
    }
    return waiting > 0;
}

static void
say_where_to_look(void)
{
    static bool said;

    if (!said)
        complain("deadlock: the workers are left hanging: look at them with "
                 "'ps -L', 'gdb -p' or 'strace -fp %d'; Ctrl-C ends the run",
            (int)getpid());
    said = true;
}

/* Why this is no guess. A worker that waits gets its lock from the holder, and
 * from nobody else. Suppose that, at one moment, every worker that has not
 * ended waits for a lock that is held. Then each holder waits as well, or has
 * ended: nobody is left who could release anything, now or later. That all was
 * seen at one moment, the steps show: nobody took one while we looked. No time
 * enters into it. */
bool
deadlock_found(struct deadlock *deadlock)
{
    long before = all_steps(deadlock);

    if (deadlock->stuck)
        return true;
    if (!nobody_runs(deadlock) || before == -1 || all_steps(deadlock) != before)
        return false;
    if (deadlock->options->hang) {
        say_where_to_look();
        return false;
    }
    deadlock->stuck = true;
    return true;
}

/* ---- After a death. ---- */

long
deadlock_money(const struct deadlock *deadlock)
{
    long sum = 0;

    for (long i = 0; i < deadlock->options->workers; i++)
        sum += deadlock->balances[i];
    return sum;
}

/* Wherever the dead worker was: money that is missing was on its way, and came
 * from worker 0's account. */
void
deadlock_repair(struct deadlock *deadlock)
{
    long missing = deadlock->options->workers * DEADLOCK_BALANCE -
                   deadlock_money(deadlock);

    deadlock->balances[0] += missing;
    deadlock->repaired += missing;
}

/* Only for a semaphore: anybody may post it, but somebody has to know that its
 * holder is dead. A robust mutex knows by itself. */
static void
act_for_the_dead(struct deadlock *deadlock, struct deadlock_notes *notes)
{
    if (!deadlock->options->fix || deadlock->options->sync != DEADLOCK_SEM)
        return;
    atomic_store(&notes->has[0], 0);
    deadlock_repair(deadlock);
    deadlock_post_sem(0);
}

bool
deadlock_meant(struct deadlock *deadlock, pid_t id)
{
    struct deadlock_notes *notes = deadlock->notes;

    if (deadlock->stuck)
        return true;
    for (long i = 0; i < deadlock->options->workers; i++)
        if (atomic_load(&notes[i].id) == id &&
            atomic_load(&notes[i].doing) == DEADLOCK_DYING) {
            deadlock_note(&notes[i], DEADLOCK_DEAD);
            act_for_the_dead(deadlock, &notes[i]);
            return true;
        }
    return false;
}
