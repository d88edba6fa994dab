/* Unique names for shm_open and sem_open. */
#pragma once

#include <stdbool.h>

enum { NAME_BYTES = 80 };

/* Fill in a fresh name, which identifies its creator:
 *
 *     /twinlab.<pid>.<start>.<pid namespace>-<time namespace>.<random>
 *
 * Create with O_EXCL all the same: another program may have guessed the name.
 * Ends the program with status 77 if the kernel gives no random number.
 *
 * A name exists for only some microseconds, but SIGKILL may come just then. So
 * the first call in a program removes from /dev/shm what other programs of the
 * same user have left that way: names of this form whose creator, in our
 * namespaces, is gone; and nothing else. (sem_open of glibc makes its semaphore
 * under a name of its own, sem.XXXXXX, first: its creator cannot be determined,
 * so it is left.) */
void name_fresh(char name[NAME_BYTES]);

/* Has the name, without its slash, been made by name_fresh in a program that is
 * gone? True only if that program's namespaces were ours. */
bool name_is_orphan(const char *name);
