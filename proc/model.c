#include "kit/model.h"

#include "kit/clock.h"

#include <sched.h>

const char twin_model[] = "proc";
const char model_worker[] = "Process";
const bool model_is_preemptive = true;
const bool model_dies_alone = true;

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
