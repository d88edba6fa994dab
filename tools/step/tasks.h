/* The tasks of the program, as waitpid reports them. */
#pragma once

#include "target.h"

/* Add a new task; NULL if it is already known. With too many, step ends with
 * status 77. */
struct task *tasks_add(struct target *target, pid_t id);

/* The task of that id, or NULL: it is not this target's. */
struct task *tasks_find(struct target *target, pid_t id);

/* The number of the worker that has that task, or -1. */
int tasks_worker(const struct target *target, pid_t id);

/* Record waitpid's report. Returns the task, if it is stopped; NULL if it is
 * gone. */
struct task *tasks_take(struct target *target, pid_t id, int status);

/* It is stopped: let it go on, with that signal if it is not 0. Its end, if it
 * has been killed meanwhile, is still to be reported. */
void tasks_let_go(const struct task *task, long signal);

/* Its stop does not concern us: let it go on, with the signal that it was to
 * get. */
void tasks_go_on(const struct task *task, int status);

/* Has it stopped before or after a system call (struct task: tells_calls)? */
bool tasks_at_call(int status);

/* Release all tasks stopped at the beginning of the study, or frozen, except
 * the workers `held`. */
void tasks_release(struct target *target, worker_set held);

int tasks_arrived(const struct target *target);

/* Would the signal kill that task: is it not blocked, handled or ignored? */
bool tasks_dies_of(pid_t id, int signal);

/* Do all others sleep, so that only these workers can wake them? Ask again and
 * again; *switches is -1 at first. */
bool tasks_wait_for(
    const struct target *target, worker_set held, int *switches);

/* Do all tasks sleep that have not arrived? for_good: and not only for a time?
 */
bool tasks_all_asleep(const struct target *target, bool for_good);

/* The CPU time that these have used. */
long tasks_used_ns(const struct target *target);

/* The process whose child its process is. */
pid_t tasks_parent(pid_t id);

/* The signals that its process handles, except the C library's own (nptl(7)):
 * bit 0 is signal 1. */
uint64_t tasks_caught(pid_t id);

/* The signals that wait for it: it blocks them. */
uint64_t tasks_waiting(pid_t id);

/* The signals that it ignores. */
uint64_t tasks_ignored(pid_t id);

/* Is it only there until it is reaped: main's thread, perhaps, when others of
 * its process go on? */
bool tasks_has_ended(pid_t id);

/* Is the task asleep in the kernel? */
bool tasks_sleeps(pid_t id);

/* Is it asleep until a time, at the latest? */
bool tasks_sleeps_for_a_time(pid_t id);

/* Its mask of signals. */
bool tasks_read_blocked(pid_t id, uint64_t *blocked);
bool tasks_write_blocked(pid_t id, uint64_t blocked);
