/* Names for shm_open and sem_open that nobody else has. */
#ifndef KIT_NAME_H
#define KIT_NAME_H

enum { NAME_BYTES = 80 };

/* Fill in a fresh name, which tells who made it:
 *
 *     /twinlab.<pid>.<start>.<pid namespace>-<time namespace>.<random>
 *
 * Create with O_EXCL all the same: a guess can be guessed. Ends the program
 * with status 77 where the kernel gives no random number.
 *
 * A name exists for some microseconds, but SIGKILL may fall into them. So the
 * first call in a program removes from /dev/shm what others of the same user
 * have left like that: names of this form whose maker, in the namespaces that
 * we are in, is gone; and nothing else. (sem_open of glibc makes its semaphore
 * under a name of its own, sem.XXXXXX, first: whose that is cannot be seen, and
 * it is left.) */
void name_fresh(char name[NAME_BYTES]);

#endif
