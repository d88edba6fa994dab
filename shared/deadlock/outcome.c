/* Before and after the workers: the bank at its start, and the outcome. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/die.h"
#include "kit/model.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void
deadlock_init(struct deadlock *deadlock, const struct deadlock_options *options,
    int sharing)
{
    deadlock->options = options;
    gate_init(&deadlock->gate, (int)options->workers, sharing);
    for (long i = 0; i < options->workers; i++)
        deadlock->balances[i] = DEADLOCK_BALANCE;
}

void
deadlock_collect(const struct deadlock *deadlock,
    const pthread_mutex_t *mutexes, struct deadlock_result *result)
{
    long workers = deadlock->options->workers;

    for (int i = 0; i < workers; i++) {
        enum deadlock_doing doing = deadlock_doing(deadlock, i);
        int code = atomic_load(&deadlock->notes[i].answer);
        long refused = atomic_load(&deadlock->notes[i].refused);
        result->killed += doing == DEADLOCK_DEAD;
        result->finished += doing == DEADLOCK_DONE;
        result->refused += refused;
        if (doing == DEADLOCK_DONE)
            result->moved += 1 - refused;
        if (code != 0)
            snprintf(result->answer, sizeof(result->answer), "%s",
                code == EDEADLK ? "EDEADLK" : "EOWNERDEAD");
    }
    result->stuck = workers - result->finished - result->killed;
    result->repaired = deadlock->repaired;
    result->expected = workers * DEADLOCK_BALANCE;
    result->actual = deadlock_money(deadlock);
    if (result->stuck > 0)
        deadlock_report(deadlock, mutexes, result);
}

/* Why nobody can go on. */
static const char *
reason(const struct deadlock_options *options,
    const struct deadlock_result *result)
{
    if (result->cycle == 1)
        return "worker 0 waits for the lock that it holds itself";
    if (result->cycle > 1)
        return "each holds what another one waits for, in a cycle";
    if (options->which == DEADLOCK_HOLDER_KILLED)
        return options->sync == DEADLOCK_SEM
                   ? "worker 0 was killed while it held the lock: anybody "
                     "could post it, but nobody knows"
                   : "worker 0 was killed while it held the lock, and nobody "
                     "else could have released it";
    if (options->sync == DEADLOCK_RECURSIVE)
        return "worker 0 took the lock twice, released it once and ended";
    return "worker 0 ended and did not release the lock";
}

/* What became of the workers that are stuck. */
static const char *
ending(void)
{
    if (model_dies_alone)
        return "The stuck processes have been killed and reaped.";
    if (model_is_preemptive)
        return "No thread can be killed alone: the stuck ones end with the "
               "program.";
    return "The stuck coroutines are never resumed.";
}

/* What kept it from happening. */
static const char *
cure(const struct deadlock_options *options,
    const struct deadlock_result *result)
{
    static const char *const fixes[] = {
        "the holder of the lock calls a function that takes none",
        "all take the lower lock first: no cycle can close",
        "a single way out, and it releases the lock", ""};

    if (strcmp(result->answer, "EDEADLK") == 0)
        return "the lock refused the worker that held it already: an error "
               "instead of a hang";
    if (strcmp(result->answer, "EOWNERDEAD") == 0)
        return "the next worker got the dead owner's lock, was told so, and "
               "repaired what it guards";
    if (result->killed > 0)
        return "the parent saw the death (waitpid), repaired what the "
               "semaphore guards, and posted it on behalf of the dead process";
    if (options->fix)
        return fixes[options->which];
    if (options->sync == DEADLOCK_RECURSIVE && options->which == DEADLOCK_SELF)
        return "each took the lock twice and released it twice";
    return model_is_preemptive
               ? "nobody was stuck this time: that proves nothing"
               : "none yields between its two locks, so they never meet";
}

int
deadlock_judge(const void *from, void *into)
{
    const struct deadlock_options *options = from;
    struct deadlock_result *result = into;
    bool answered = *result->answer != '\0';

    result->ok = result->stuck == 0 && result->actual == result->expected;
    snprintf(result->found_by, sizeof(result->found_by), "%s",
        result->stuck > 0    ? model_is_preemptive ? "watchdog" : "scheduler"
        : answered           ? "the lock"
        : result->killed > 0 ? "waitpid"
                             : "-");
    if (!answered)
        snprintf(result->answer, sizeof(result->answer), "-");
    if (result->stuck > 0)
        snprintf(result->note, sizeof(result->note), "deadlock: %s. %s",
            reason(options, result), ending());
    else
        snprintf(
            result->note, sizeof(result->note), "%s", cure(options, result));
    if (result->stuck > 0)
        return STATUS_STUCK;
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}
