/* What all twins of a model have in common: each model's folder defines it
 * once, in its model.c, and kit/kernel.c what is the same for processes and for
 * threads. */
#ifndef KIT_MODEL_H
#define KIT_MODEL_H

#include <stdbool.h>

/* The model: "proc", "thread", "coro". */
extern const char twin_model[];

/* What one worker is called, and several: "Process", "processes". */
extern const char model_worker[], model_workers[];

/* Can a worker be preempted anywhere, and not only where it yields or sleeps?
 */
extern const bool model_is_preemptive;

/* Do workers share every variable, or only the memory that they ask to share?
 */
extern const bool model_shares_all;

/* Can one worker be killed while the others live on? */
extern const bool model_dies_alone;

/* What guards a worker's stack against an overflow, in a word or two. */
const char *model_stack_guard(void);

/* Let the other workers run first. */
void model_yield(void);

/* Sleep for that long, while the other workers run. */
void model_sleep_ns(long ns);

/* Wait for a semaphore of the model's own, and post it. (For mistakes made on
 * purpose: what is right calls sem_wait by its name.) */
void model_sem_wait(void *sem);
void model_sem_post(void *sem);

/* How many times the caller has given up the CPU, as counted by the kernel
 * (voluntary and involuntary) or by our own scheduler. */
long model_switches(void);
extern const char model_switch_counter[];

#endif
