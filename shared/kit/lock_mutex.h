/* A mutex of any kind, and one whose owner may die: an ordinary one stays
 * locked then, and all others wait for ever. With a robust one the kernel,
 * which knows the mutexes that each thread has locked (set_robust_list(2)),
 * hands it on: the next to lock it gets EOWNERDEAD, owns it, and must repair
 * what it guards before it goes on. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

/* Initialise a mutex. type: PTHREAD_MUTEX_NORMAL, …; robustness:
 * PTHREAD_MUTEX_ROBUST or PTHREAD_MUTEX_STALLED; sharing:
 * PTHREAD_PROCESS_SHARED or PTHREAD_PROCESS_PRIVATE. Ends the program with
 * status 77 where the kernel will not hand on a robust one, as in some
 * emulators: the others would wait for ever, and the run would blame the mutex
 * for it. */
void mutex_init(pthread_mutex_t *mutex, int type, int robustness, int sharing);

/* True if the last owner has died: repair what the mutex guards, and only then
 * call pthread_mutex_consistent. If it is unlocked without that call, nobody
 * can ever lock it again: ENOTRECOVERABLE. */
bool robust_lock(pthread_mutex_t *mutex);
