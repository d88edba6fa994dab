/* Someone who notices that nobody moves any more, while the thread that should
 * notice sleeps in a join. */
#ifndef KIT_PATIENCE_H
#define KIT_PATIENCE_H

/* From now on, this thread is interrupted once a second (timer_create(2)), and
 * asks `moved`. When that has given the same number for so many seconds,
 * `give_up` is called; it should end the program. Both run in a handler of
 * SIGALRM: only what signal-safety(7) allows. Ends the program with status 77
 * where there is no timer to be had. */
void patience_begin(int seconds, long (*moved)(void), void (*give_up)(void));

#endif
