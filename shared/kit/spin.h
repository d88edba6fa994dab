/* Spending a known time on the CPU: a loop of dependent arithmetic.
 *
 * How long one round of the loop takes changes with the clock rate of the CPU:
 * so ask for the number of rounds just before they are needed. */
#ifndef KIT_SPIN_H
#define KIT_SPIN_H

/* How many rounds make one call of spin take `ns`, to about 1 %, at today's
 * clock rate: measured now, some 200 us. The fastest of several measurements
 * counts, since whatever disturbs one makes it longer. 0 for 0, and where `ns`
 * is less than a call takes. */
long spin_rounds(long ns);

void spin(long rounds);

#endif
