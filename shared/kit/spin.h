/* Spending a known time on the CPU: a loop of dependent arithmetic.
 *
 * The duration of one iteration changes with the CPU's clock rate, so ask for
 * the number of rounds just before they are needed. */
#pragma once

/* The number of rounds for which a call of spin takes `ns`, to about 1 %, at
 * the present clock rate: measured now, which takes some 200 us. The fastest of
 * several measurements counts, since any disturbance makes one longer. 0 for 0,
 * and if `ns` is less than a call takes. */
long spin_rounds(long ns);

void spin(long rounds);
