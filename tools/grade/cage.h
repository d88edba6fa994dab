/* The sandbox for a command that somebody else wrote.
 *
 * There are two kinds. bubblewrap, where the kernel permits it to an ordinary
 * user: separate namespaces (user, pid, mount, ipc, net), in which only a few
 * folders of the system are visible. Fences (kit/fence.h), for root in a
 * container, where namespaces are refused: Landlock and seccomp. With either,
 * if we are root, the command has a user of its own (user.h). Fences alone
 * would not be enough: without another user, killing all that the command
 * started would kill us. */
#pragma once

#include "run.h"

#include <stdbool.h>
#include <sys/types.h>

enum cage { CAGE_NONE, CAGE_FENCES, CAGE_BUBBLEWRAP };

/* If that kind works here, commands run in it from now on. False: `why` says
 * why not, in static storage. */
bool cage_try(enum cage kind, const char **why);

/* The same without a trial. */
void cage_take(enum cage kind);

/* For the report. */
const char *cage_name(void);

/* Before the command starts: give it access to the folders of the job. Returns
 * 0 or an errno. */
int cage_open(const struct run_job *job);

/* In the process that becomes the command: lower a limit (setrlimit) to this
 * much. False: errno says why. */
bool cage_limit(int resource, long most);

/* In the same process. Returns only on failure. */
void cage_become(const struct run_job *job);

/* After left_processes: complete the result, and take the folders back. */
void cage_close(const struct run_job *job, struct run_result *result);

/* The program between bubblewrap and the command: see inside.c. */
int cage_inside(char **arguments);
