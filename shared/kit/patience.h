/* A watchdog that detects that no worker makes progress any more, while the
 * thread that should detect it sleeps in a join. */
#pragma once

/* From now on, this thread is interrupted once a second (timer_create(2)), and
 * calls `moved`. When that has returned the same number for that many seconds,
 * it calls `give_up`, which should end the program. Both run in a handler of
 * SIGALRM and may only do what signal-safety(7) allows. Ends the program with
 * status 77 if it cannot create a timer. */
void patience_begin(int seconds, long (*moved)(void), void (*give_up)(void));
