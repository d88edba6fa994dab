/* Time, in nanoseconds of CLOCK_MONOTONIC: the same clock for every process and
 * thread of the machine, and one that is never set back. */
#pragma once

#define NS_PER_US 1000L
#define NS_PER_MS 1000000L
#define NS_PER_S  1000000000L

long clock_ns(void);

/* Sleep for that long, even if a signal interrupts. */
void clock_sleep_ns(long ns);
