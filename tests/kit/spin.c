/* Is the spin calibrated, and is an injected cost really added? */

#include "kit/spin.h"

#include "../harness/forbid.h"
#include "../harness/program.h"

#include "kit/clock.h"
#include "kit/inject.h"

#include <signal.h>
#include <sys/syscall.h>

/* Does a longer time take more rounds, and 0 take 0? */
TEST(longer_takes_more_rounds)
{
    CU_ASSERT_EQUAL(spin_rounds(0), 0);
    CU_ASSERT(spin_rounds(1) >= 0);
    CU_ASSERT(spin_rounds(1000000) > spin_rounds(1000));
    CU_ASSERT(spin_rounds(1000) > 0);
}

static long
fastest_ns(const struct inject *added)
{
    long fastest = -1;

    for (int i = 0; i < 50; i++) {
        long begin_ns = clock_ns();
        inject(added);
        long elapsed_ns = clock_ns() - begin_ns;
        if (fastest == -1 || elapsed_ns < fastest)
            fastest = elapsed_ns;
    }
    return fastest;
}

/* Does a spin take longer than nothing, and a longer one longer? */
TEST(spin_takes_its_time)
{
    struct inject nothing = inject_prepare(0, false);
    struct inject some = inject_prepare(100000, false);
    struct inject more = inject_prepare(1000000, false);

    CU_ASSERT(fastest_ns(&some) > fastest_ns(&nothing));
    CU_ASSERT(fastest_ns(&more) > fastest_ns(&some));
}

/* Is the system call made, if asked for? */
TEST(call_is_made)
{
    forbid_call(SYS_getppid);
    const struct outcome *seen = IN_CHILD({
        struct inject added = inject_prepare(0, true);

        if (prepare_forbidden())
            inject(&added);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGSYS);
    seen = IN_CHILD({
        struct inject added = inject_prepare(1000, false);

        if (prepare_forbidden())
            inject(&added);
    });
    CU_ASSERT_EQUAL(seen->status, 0);
}
