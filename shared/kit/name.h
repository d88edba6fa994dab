/* Names for shm_open and sem_open that nobody else has. */
#ifndef KIT_NAME_H
#define KIT_NAME_H

enum { NAME_BYTES = 40 };

/* Fill in a fresh name, "/twinlab.<pid>.<random>". Create with O_EXCL all the
 * same: a guess can be guessed. Ends the program with status 77 where there is
 * no randomness to be had. */
void name_fresh(char name[NAME_BYTES]);

#endif
