#include "stepping.h"

#include "check.h"

#include "kit/die.h"

#include <string.h>

bool
can_step(void)
{
    if (UNDER_ASAN || UNDER_TSAN) {
        not_tried("the sanitizer's own accesses would be steps");
        return false;
    }
    const struct outcome *seen =
        STEP("counter", "--iterations=1", "--preemptions=0");
    if (seen->status != STATUS_CANNOT)
        return true;
    /* Not built, or refused; anything else is a failure. */
    CU_ASSERT(strstr(seen->err, "libdw") != NULL ||
              strstr(seen->err, "allow") != NULL);
    not_tried(seen->err);
    return false;
}
