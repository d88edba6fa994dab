#include "kit/model.h"

#include "coro.h"

#include <stdio.h>

enum { NAMES = 1024, NAME_BYTES = 24 };

const char twin_model[] = "coro";
const char model_worker[] = "Coroutine";
const char model_workers[] = "coroutines";
const char model_switch_counter[] = "our own scheduler";
const bool model_is_preemptive = false;
const bool model_shares_all = true;
const bool model_dies_alone = false;

const char *
model_stack_guard(void)
{
    return coro_guard_name();
}

void
model_yield(void)
{
    coro_yield();
}

void
model_sleep_ns(long ns)
{
    coro_sleep_ns(ns);
}

void
model_sem_wait(void *sem)
{
    coro_sem_wait(sem);
}

void
model_sem_post(void *sem)
{
    coro_sem_post(sem);
}

long
model_switches(void)
{
    return coro_switches();
}

const char *
coro_worker_name(int index)
{
    static char names[NAMES][NAME_BYTES];

    if (index < 0 || index >= NAMES)
        return "worker";
    snprintf(names[index], sizeof(names[index]), "worker %d", index);
    return names[index];
}
