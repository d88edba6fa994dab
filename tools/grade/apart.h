/* A /dev/shm of our own. */
#pragma once

/* Without a sandbox: a new, empty /dev/shm for us and all whom we start, if the
 * kernel permits it (to root; to others, in a user namespace). Then a program
 * finds no names of others' there, and what is removed after it is its own.
 * Where it is not permitted, /dev/shm stays as it is. One thread only. */
void apart_shm(void);
