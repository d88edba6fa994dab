/* The tasks of the program, as waitpid tells of them. */
#pragma once

#include "target.h"

/* A task that has just been born, or NULL where it is known already. Ends us
 * with status 77 when there are too many. */
struct task *tasks_add(struct target *target, pid_t id);

/* The task of that id, or NULL: it is not this target's. */
struct task *tasks_find(struct target *target, pid_t id);

/* Take notice of what waitpid said. The task, if it is stopped; NULL if it is
 * gone. */
struct task *tasks_take(struct target *target, pid_t id, int status);

/* It was stopped by something that is no affair of ours: let it go on, with the
 * signal that it was to get. */
void tasks_go_on(const struct task *task, int status);

/* Stop a task until tasks_release. False if it has ended, or waits as a zombie
 * for the end of the other threads. */
bool tasks_stop(struct target *target, pid_t id);

/* Stop whoever is no worker, and does not sleep until he is woken. */
void tasks_freeze(struct target *target);

/* Let all go that are stopped at the beginning of the study, or frozen; but not
 * the workers `held`. */
void tasks_release(struct target *target, worker_set held);

int tasks_arrived(const struct target *target);

/* Does the signal kill who gets it: not blocked, handled or ignored? */
bool tasks_dies_of(pid_t id, int signal);

/* Do all others sleep, and only these workers can wake them? To be asked again
 * and again; *switches is -1 at first. */
bool tasks_wait_for(
    const struct target *target, worker_set held, int *switches);

/* Do all sleep who have not arrived? for_good: and not only for a time? */
bool tasks_all_asleep(const struct target *target, bool for_good);

/* The CPU time that these have used. */
long tasks_used_ns(const struct target *target);

/* The process whose child its process is. */
pid_t tasks_parent(pid_t id);

/* The signals that its process has handlers for, but for the C library's own
 * (nptl(7)): bit 0 is signal 1. */
uint64_t tasks_caught(pid_t id);

/* Is the task asleep in the kernel? */
bool tasks_sleeps(pid_t id);

/* Is it asleep until a time, at the latest? */
bool tasks_sleeps_for_a_time(pid_t id);

/* Its mask of signals. */
bool tasks_read_blocked(pid_t id, uint64_t *blocked);
bool tasks_write_blocked(pid_t id, uint64_t blocked);
