#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "kit/model.h"

#include "kit/clock.h"
#include "kit/must.h"

#include <sched.h>
#include <semaphore.h>
#include <sys/resource.h>

const char twin_model[] = "thread";
const char model_worker[] = "Thread";
const char model_workers[] = "threads";
const char model_switch_counter[] = "the kernel";
const bool model_is_preemptive = true;
const bool model_shares_all = true;
const bool model_dies_alone = false;

const char *
model_stack_guard(void)
{
    return "libc's guard";
}

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
