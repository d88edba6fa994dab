/* A run that may kill its own process, observed by its parent.
 *
 * Threads and coroutines share one process: a worker that is killed takes all
 * of them along, and none is left to report it. So they run in a child process.
 */
#pragma once

#include <sys/types.h>

/* Call run(options) in a child process, which then exits with status 0. Returns
 * the child's wait status; *child is its process. If a signal asks us to stop
 * meanwhile, kill the child and die of that signal. Ends the program with
 * status 77 if fork fails. For the main thread only. */
int watch_run(
    void (*run)(const void *options), const void *options, pid_t *child);
