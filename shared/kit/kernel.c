/* What processes and threads do alike, since the kernel schedules both. The
 * coroutines' own is in coro/model.c, and the linker takes that instead. */

#include "clock.h"
#include "model.h"
#include "must.h"

#include <sched.h>
#include <semaphore.h>
#include <sys/resource.h>

const char model_switch_counter[] = "the kernel";
const bool model_is_preemptive = true;

void
model_yield(void)
{
    sched_yield(); /* cannot fail */
}

void
model_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

void
model_sem_wait(void *sem)
{
    MUST_ERRNO(sem_wait(sem));
}

void
model_sem_post(void *sem)
{
    MUST_ERRNO(sem_post(sem));
}

/* A yield counts as involuntary, a sleep as voluntary. */
long
model_switches(void)
{
    struct rusage usage;

    MUST_ERRNO(getrusage(RUSAGE_THREAD, &usage));
    return usage.ru_nvcsw + usage.ru_nivcsw;
}
