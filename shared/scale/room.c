/* Before and while workers are created: is there room for them? */

#include "scale.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/footprint.h"

#include <limits.h>
#include <unistd.h>

enum {
    SETTLED = 64 * 1024,
    SETTLE_NS = 50000000,
    SETTLE_TIMES = 40,
    LOOK_EVERY = 256, /* workers, at the memory that is left */
};

/* What ran before us is still being freed: wait, two seconds at most, until the
 * kernel's memory shrinks no more. */
static void
let_kernel_settle(void)
{
    long before = footprint_kernel();

    for (int i = 0; i < SETTLE_TIMES; i++) {
        clock_sleep_ns(SETTLE_NS);
        long now = footprint_kernel();
        if (now >= before - SETTLED)
            return;
        before = now;
    }
}

void
scale_init(struct scale *scale, const struct scale_options *options,
    void *(*place)(size_t bytes), const struct room_each *each)
{
    room_need(options->workers, each);
    scale->options = options;
    scale->memory =
        place(sizeof(*scale->memory) + (size_t)options->workers * sizeof(long));
    cpus_pin(cpus_nth(0)); /* the workers inherit both */
    cpus_patient();
    atomic_store(&scale->memory->first, LONG_MAX);
    atomic_store(&scale->memory->end, LONG_MAX);
    if (options->workers >= SCALE_MEANINGFUL)
        let_kernel_settle();
}

bool
scale_is_short(long index)
{
    if (index % LOOK_EVERY != LOOK_EVERY - 1 || !room_is_short())
        return false;
    complain("only %ld workers could be started: a tenth of the memory must "
             "remain: ask for fewer --workers",
        index + 1);
    return true;
}

struct scale_size
scale_size(const pid_t *others, int count)
{
    struct scale_size sum = {footprint_kernel(), footprint_share(getpid()),
        footprint_virtual(getpid())};
    long user = 0, virtual = 0, asked = 0;

    for (int i = 0; i < count; i += 1 + count / 1000) {
        long share = footprint_share(others[i]);
        long span = footprint_virtual(others[i]);
        if (share < 0 || span < 0) /* it is gone, and join will tell */
            return (struct scale_size){-1, -1, -1};
        user += share;
        virtual += span;
        asked++;
    }
    if (asked > 0) {
        sum.user += user * count / asked;
        sum.virtual += virtual / asked * count;
    }
    return sum;
}
