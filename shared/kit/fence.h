/* Fences for a program that somebody else wrote. The calling process puts them
 * up around itself before it becomes that program: whatever the program starts
 * is born inside, and nobody can take them down.
 *
 * Two parts of the kernel do it: seccomp(2) refuses calls by their number,
 * Landlock (landlock(7)) refuses files by their path, and keeps ptrace, and
 * from its version 6 on signals, inside. Both need no privilege, and both
 * exist in a container as well. */
#pragma once

#include <stdbool.h>

enum fence_may {
    FENCE_LOOK, /* read files and list folders */
    FENCE_RUN,  /* the same, and execute */
    FENCE_USE,  /* read and write what is there: a device */
    FENCE_MAKE  /* all that can be done with files in a folder; no folders */
};

struct fence_path {
    const char *path;
    enum fence_may may;
};

/* The version of Landlock; 0 where the kernel has none. */
int fence_files_version(void);

/* From now on only these files, and what is below them, can be used: up to a
 * NULL. One that does not exist is left out. False with errno on failure. */
bool fence_files(const struct fence_path *paths);

/* From now on no sockets, no calls that would get around this fence, no looking
 * into other processes and, without `traces`, no ptrace. */
bool fence_calls(bool traces);

/* The part of the next that concerns calls. */
bool fence_calls_of_tracee(void);

/* For the process that step traces, once it is traced: it cannot trace, read or
 * change any process itself, least of all its tracer, and cannot send its
 * tracer a signal (from version 6 on). Where the kernel has neither part, there
 * is no such fence: true all the same. */
bool fence_from_tracer(void);

/* For the tracer: the same where Landlock does not do that, at the cost that
 * the tracer's own user cannot debug it. */
void fence_tracer(void);
