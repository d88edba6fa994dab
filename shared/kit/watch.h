/* A run that may kill its own process, observed by its parent.
 *
 * Threads and coroutines share one process: a worker that is killed takes all
 * of them along, and none is left to report it. So they run in a child process.
 */
#pragma once

#include <sys/types.h>

/* Call run(options, result) in a child process, which exits with the status
 * that run returns; what it writes to the result is lost. Returns the child's
 * wait status; *child is its process. If a signal asks us to stop meanwhile,
 * kill the child and die of that signal. Ends the program with status 77 if
 * fork fails. For the main thread only. */
int watch_run(int (*run)(const void *options, void *result),
    const void *options, void *result, pid_t *child);
