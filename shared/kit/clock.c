#include "clock.h"

#include <errno.h>
#include <time.h>

long
clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void
clock_sleep_ns(long ns)
{
    long until_ns = clock_ns() + ns;
    struct timespec until = {until_ns / NS_PER_S, until_ns % NS_PER_S};

    while (
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}
