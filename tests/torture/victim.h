/* A process that is killed after a given instruction, and others of which must
 * be known whether they sleep for ever. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Run `act` in a child, and kill it (SIGKILL) after so many of its
 * instructions; false: it came to its end before. A system call is one. Ends
 * the program with status 77 where ptrace(2) is forbidden. */
bool victim_dies(void (*act)(void), long instructions);

/* Run `act` in a child until it sleeps on a futex; wait until it has been woken
 * and is back from that system call, and no further; kill it there. */
pid_t victim_sleeps(void (*act)(void));
void victim_is_woken(pid_t victim);
void victim_is_killed(pid_t victim);

/* Run `act` in a child, which then exits with status 0. */
pid_t survivor_starts(void (*act)(void));

/* Wait until it sleeps on a futex; false: it has ended. */
bool survivor_sleeps(pid_t survivor);

/* Does it make that true? As below, if nobody else does. It is left alive. */
bool survivor_does(pid_t survivor, bool (*what)(void));

/* Has it come to its end, with status 0? To be asked when nobody else is left
 * that could wake it: if it sleeps on a futex, then for ever. It is killed. */
bool survivor_ends(pid_t survivor);
