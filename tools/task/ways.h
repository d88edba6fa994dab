/* The ways in which Linux creates a task. To the kernel, processes and threads
 * are both tasks; they differ in what the new task shares with its parent:
 * clone(2).
 *
 * Each way creates one task that does nothing, and waits for its end. Main
 * thread only. */
#pragma once

#include <stdbool.h>

struct way {
    const char *name;

    /* Create one and wait for its end. 0, or the status to exit with, after a
     * message on stderr. */
    int (*once)(const struct way *way);

    bool has_first; /* its task runs our code, and can read the clock */
    int flags;      /* for clone, if the way uses it */
};

/* All ways, up to one without a name. */
extern const struct way ways[];

/* The one of that name, or NULL. */
const struct way *way_named(const char *name);

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

/* Once, before the first creation: a stack for the tasks that clone creates,
 * one at a time. Ends the program with status 77 if there is no memory. */
void clone_prepare(void);
