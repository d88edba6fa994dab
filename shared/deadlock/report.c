/* Who waits for what: the wait-for graph, in words, and its cycle. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/model.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* "process 4711" */
static const char *
kernel_name(long id, char name[32])
{
    snprintf(name, 32, "%s %ld", model_worker, id);
    *name = (char)tolower(*name);
    return name;
}

/* As one would look for it with gdb: p mutexes[0].__data.__owner. It is private
 * to the C library: told where it is known, and never relied on. */
static long
owner_id(const pthread_mutex_t *mutex)
{
#ifdef __GLIBC__
    return mutex->__data.__owner;
#else
    (void)mutex;
    return 0;
#endif
}

static void
tell_owner(const struct deadlock *deadlock, const pthread_mutex_t *mutex,
    char text[DEADLOCK_LINE_BYTES])
{
    long id = owner_id(mutex);
    int index = 0;
    char name[32];

    while (index < deadlock->options->workers &&
           atomic_load(&deadlock->notes[index].id) != id)
        index++;
    if (deadlock->options->sync == DEADLOCK_SEM)
        snprintf(text, DEADLOCK_LINE_BYTES,
            "  a semaphore has no owner: nobody can tell who holds it");
    else if (id == 0 || index == deadlock->options->workers)
        snprintf(text, DEADLOCK_LINE_BYTES,
            "  mutex owner: not recorded by this C library");
    else
        snprintf(text, DEADLOCK_LINE_BYTES, "  mutex owner: %s, worker %d%s",
            kernel_name(id, name), index,
            deadlock_doing(deadlock, index) == DEADLOCK_DEAD
                ? ", which was killed"
            : deadlock_doing(deadlock, index) == DEADLOCK_DONE
                ? ", which has ended"
                : "");
}

/* A worker holds one lock at most while it waits. */
static void
tell_waiter(
    const struct deadlock *deadlock, int index, char text[DEADLOCK_LINE_BYTES])
{
    const struct deadlock_notes *notes = &deadlock->notes[index];
    char has[32] = "nothing", name[32];

    for (int lock = 0; lock < deadlock->options->workers; lock++)
        if (atomic_load(&notes->has[lock]) > 0)
            snprintf(has, sizeof(has), "lock %d", lock);
    snprintf(text, DEADLOCK_LINE_BYTES,
        "worker %d (%s) holds %s and waits for lock %d", index,
        kernel_name(atomic_load(&notes->id), name), has,
        atomic_load(&notes->wanted));
}

/* The scheduler's own report is one line: "A waits for …; B waits for …". */
static void
split_report(const char *report, struct deadlock_result *result)
{
    for (int i = 0; report != NULL && i < DEADLOCK_LINES; i++) {
        const char *end = strstr(report, "; ");
        int length = end != NULL ? (int)(end - report) : (int)strlen(report);
        snprintf(result->text[i], DEADLOCK_LINE_BYTES, "%.*s", length, report);
        result->line[i] = result->text[i];
        report = end != NULL ? end + 2 : NULL;
    }
}

static void
tell_waiters(const struct deadlock *deadlock, const pthread_mutex_t *mutexes,
    struct deadlock_result *result)
{
    int lines = 0;

    for (int i = 0; i < deadlock->options->workers; i++) {
        if (deadlock_ended(deadlock, i))
            continue;
        tell_waiter(deadlock, i, result->text[lines]);
        tell_owner(deadlock, &mutexes[atomic_load(&deadlock->notes[i].wanted)],
            result->text[lines + 1]);
        for (int end = lines + 2; lines < end; lines++)
            result->line[lines] = result->text[lines];
    }
}

/* An edge of the wait-for graph: whom does this one wait for? DEADLOCK_NOBODY
 * if it does not wait. */
static int
waits_for(const struct deadlock *deadlock, int index)
{
    if (deadlock_doing(deadlock, index) != DEADLOCK_WAITS)
        return DEADLOCK_NOBODY;
    return deadlock_holder(
        deadlock, atomic_load(&deadlock->notes[index].wanted));
}

/* Follow the edges: after as many as there are workers we are in the cycle, if
 * there is one at all; then go round once. */
static long
cycle_length(const struct deadlock *deadlock)
{
    int at = 0;
    long length = 1;

    while (at < deadlock->options->workers && deadlock_ended(deadlock, at))
        at++;
    for (long i = 0; i < deadlock->options->workers && at != DEADLOCK_NOBODY;
         i++)
        at = waits_for(deadlock, at);
    if (at == DEADLOCK_NOBODY)
        return 0;
    for (int other = waits_for(deadlock, at); other != at; length++)
        other = waits_for(deadlock, other);
    return length;
}

void
deadlock_report(const struct deadlock *deadlock, const pthread_mutex_t *mutexes,
    struct deadlock_result *result)
{
    result->cycle = cycle_length(deadlock);
    if (deadlock->report != NULL)
        split_report(deadlock->report, result);
    else
        tell_waiters(deadlock, mutexes, result);
    result->lines = result->line;
}
