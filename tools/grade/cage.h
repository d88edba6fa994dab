/* What keeps in a command that somebody else wrote.
 *
 * There are two kinds. bubblewrap, where the kernel permits it to an ordinary
 * user: namespaces of its own (user, pid, mount, ipc, net), in which nothing
 * but a few folders of the system is there to be seen. Fences (kit/fence.h),
 * for root in a container, where namespaces are refused: Landlock and seccomp.
 * With either, if we are root, the command has a user of its own (user.h);
 * fences alone would not do: without another user, who kills all that the
 * command started, kills us. */
#pragma once

#include "run.h"

#include <stdbool.h>
#include <sys/types.h>

enum cage { CAGE_NONE, CAGE_FENCES, CAGE_BUBBLEWRAP };

/* Take the best kind that this machine has, or end the program with status 77:
 * which has been tried, and why not. */
void cage_choose(void);

/* Does that kind work here? Then commands run in it from now on. False: why
 * not, in static storage. */
bool cage_try(enum cage kind, const char **why);

/* The same without a trial. */
void cage_take(enum cage kind);

/* For the report. */
const char *cage_name(void);

/* Before the command starts: lend it the folders of the job. errno, or 0. */
int cage_open(const struct run_job *job);

/* In the process that becomes the command: returns only if it cannot. */
void cage_become(const struct run_job *job);

/* After left_processes: complete the result, and take back what was lent. */
void cage_close(const struct run_job *job, struct run_result *result);

/* The program between bubblewrap and the command: see inside.c. */
int cage_inside(char **arguments);
