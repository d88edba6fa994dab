/* Semaphore, mutex, condition variable and barrier of coroutines: a few words,
 * and a queue of sleepers. No word has to be atomic, and nothing is locked: no
 * other coroutine runs between two lines of this file. */

#include "scheduler.h"

#include <errno.h>

void
coro_sem_init(struct coro_sem *sem, const char *name, long value)
{
    *sem = (struct coro_sem){.name = name, .value = value};
}

void
coro_sem_wait(struct coro_sem *sem)
{
    if (sem->value > 0)
        sem->value--;
    else
        scheduler_sleep(&sem->sleepers, "semaphore", sem->name, NULL);
}

/* The post goes directly to the first sleeper; value stays 0. Otherwise a
 * coroutine that runs before it could take it, and the sleeper would have to
 * sleep again. */
void
coro_sem_post(struct coro_sem *sem)
{
    if (scheduler_wake(&sem->sleepers) == NULL)
        sem->value++;
}

void
coro_mutex_init(
    struct coro_mutex *mutex, const char *name, enum coro_mutex_kind kind)
{
    *mutex = (struct coro_mutex){.name = name, .kind = kind};
}

/* owner NULL: it is free. */
static void
take(struct coro_mutex *mutex, struct coro *owner)
{
    mutex->owner = owner;
    mutex->owner_name = owner != NULL ? coro_name(owner) : NULL;
    mutex->depth = owner != NULL;
}

int
coro_mutex_lock(struct coro_mutex *mutex)
{
    struct coro *self = coro_self();

    if (mutex->owner == NULL) {
        take(mutex, self);
    } else if (mutex->owner == self && mutex->kind == CORO_MUTEX_ERRORCHECK) {
        return EDEADLK;
    } else if (mutex->owner == self && mutex->kind == CORO_MUTEX_RECURSIVE) {
        mutex->depth++;
    } else {
        scheduler_sleep(&mutex->sleepers, "mutex", mutex->name, mutex);
    }
    return 0;
}

/* The first sleeper becomes the owner at once: see coro_sem_post. */
int
coro_mutex_unlock(struct coro_mutex *mutex)
{
    if (mutex->owner != coro_self())
        return EPERM;
    if (--mutex->depth > 0)
        return 0;
    take(mutex, scheduler_wake(&mutex->sleepers));
    return 0;
}

void
coro_cond_init(struct coro_cond *cond, const char *name)
{
    *cond = (struct coro_cond){.name = name};
}

void
coro_cond_wait(struct coro_cond *cond, struct coro_mutex *mutex)
{
    coro_mutex_unlock(mutex);
    scheduler_sleep(&cond->sleepers, "condition", cond->name, NULL);
    coro_mutex_lock(mutex);
}

void
coro_cond_signal(struct coro_cond *cond)
{
    scheduler_wake(&cond->sleepers);
}

void
coro_cond_broadcast(struct coro_cond *cond)
{
    while (scheduler_wake(&cond->sleepers) != NULL)
        ;
}

void
coro_barrier_init(struct coro_barrier *barrier, const char *name, long count)
{
    *barrier = (struct coro_barrier){.count = count, .missing = count};
    coro_sem_init(&barrier->sem, name, 0);
}

/* The last to arrive wakes the others, and resets the barrier. */
void
coro_barrier_wait(struct coro_barrier *barrier)
{
    if (--barrier->missing > 0) {
        coro_sem_wait(&barrier->sem);
        return;
    }
    while (++barrier->missing < barrier->count)
        coro_sem_post(&barrier->sem);
}
