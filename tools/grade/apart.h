/* A /dev/shm of our own. */
#pragma once

/* Without a sandbox: a new, empty /dev/shm for us and all that we start, if the
 * kernel permits it (to root; to others, in a user namespace). Then a program
 * finds nobody else's names there, and only its own are removed after it.
 * Otherwise /dev/shm stays as it is. Call it while there is one thread. */
void apart_shm(void);
