/* What all twins of a model have in common: each model's folder defines it
 * once, in its model.c. */
#pragma once

#include <stdbool.h>

/* The model: "proc", "thread", "coro". */
extern const char twin_model[];

/* What one worker is called, and several: "Process", "processes". */
extern const char model_worker[], model_workers[];

/* Can a worker be preempted anywhere, and not only where it yields or sleeps?
 */
extern const bool model_is_preemptive;

/* Can one worker be killed while the others live on? */
extern const bool model_dies_alone;

/* Let the other workers run first. */
void model_yield(void);

/* Sleep for that long, while the other workers run. */
void model_sleep_ns(long ns);

/* How many times the caller has given up the CPU, as counted by the kernel
 * (voluntary and involuntary) or by our own scheduler. */
long model_switches(void);
extern const char model_switch_counter[];
