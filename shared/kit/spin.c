#include "spin.h"

#include "clock.h"

#include <limits.h>
#include <math.h>

/* One long call, where only the rounds count, and many short ones, where the
 * call and return count as well. */
enum { TRIES = 8, LONG_CALL = 8000, SHORT_CALL = 80, SHORT_CALLS = 100 };

/* A barrier: nothing after it begins before all before it is done. Otherwise
 * out-of-order execution overlaps the loop with the next system call, or the
 * next call of spin, and hides part of the time. */
static void
settle(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_lfence();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

void
spin(long rounds)
{
    unsigned long value = 1;

    settle();
    for (long i = 0; i < rounds; i++) {
        value = value * 6364136223846793005 + 1;
        /* The compiler must see the value used, or it removes the loop. */
        __asm__ volatile("" : "+r"(value));
    }
    settle();
}

static double
fastest_call_ns(long calls, long rounds)
{
    long fastest_ns = LONG_MAX;

    for (int i = 0; i < TRIES; i++) {
        long begin_ns = clock_ns();
        for (long call = 0; call < calls; call++)
            spin(rounds);
        long elapsed_ns = clock_ns() - begin_ns;
        if (elapsed_ns < fastest_ns)
            fastest_ns = elapsed_ns;
    }
    return (double)fastest_ns / (double)calls;
}

long
spin_rounds(long ns)
{
    if (ns == 0)
        return 0;
    double long_ns = fastest_call_ns(1, LONG_CALL);
    double short_ns = fastest_call_ns(SHORT_CALLS, SHORT_CALL);
    double round_ns = (long_ns - short_ns) / (LONG_CALL - SHORT_CALL);
    double call_ns = short_ns - SHORT_CALL * round_ns;
    return lround(fmax(((double)ns - call_ns) / round_ns, 0));
}
