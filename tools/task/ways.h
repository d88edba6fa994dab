/* The ways in which Linux makes a task. To the kernel a process and a thread
 * are one kind of thing; they differ in what the new task shares with its
 * starter: clone(2).
 *
 * Each way creates one task that does nothing, and waits for its end. Main
 * thread only. */
#ifndef TASK_WAYS_H
#define TASK_WAYS_H

#include <stdbool.h>

struct way {
    const char *name, *help;

    /* Create one and wait for its end. 0, or the status to exit with, after a
     * message on stderr. */
    int (*once)(const struct way *way);

    bool has_first; /* its task runs code of ours, and can read the clock */
    int flags;      /* for clone, where the way is one of its */
};

/* All ways, up to one without a name. */
extern const struct way ways[];

/* Once, before the first creation: what starter and tasks have in common, and a
 * stack for the tasks of clone. Ends the program with status 77 where there is
 * no memory. */
void ways_prepare(bool ask_first);

/* In the new task, first of all: note the time, if that was asked for. */
void ways_first(void);

/* What the last task noted. */
long ways_first_ns(void);

/* Wait for a child that should end with status 0, with these flags of waitpid:
 * 0, or STATUS_BROKEN after a message; without one if we were asked to stop. */
int ways_reap(int id, int flags);

/* libc.c: as glibc or musl offers it. */
int way_fork(const struct way *way);
int way_exit(const struct way *way);
int way_vfork(const struct way *way);
int way_thread(const struct way *way);
int way_fresh_stack(const struct way *way);
int way_detached(const struct way *way);

/* program.c: another program. */
int way_spawn(const struct way *way);
int way_exec(const struct way *way);

/* clone.c: by the system call, and by what is shared. */
int way_raw_fork(const struct way *way);
int way_clone(const struct way *way);
int way_getppid(const struct way *way);

/* The stack of the tasks that clone makes, one at a time. */
void clone_prepare(void);

#endif
