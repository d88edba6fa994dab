#include "stepping.h"

#include "check.h"

#include "kit/die.h"

#include <string.h>

bool
can_step(void)
{
    static bool known;

    if (UNDER_SANITIZER) {
        not_tried("the sanitizer's own accesses would be steps");
        return false;
    }
    if (known)
        return true;
    const struct outcome *seen =
        STEP("counter", "--iterations=1", "--preemptions=0");
    known = seen->status != STATUS_CANNOT;
    if (known)
        return true;
    /* Not built, or refused; anything else is a failure. */
    CU_ASSERT(strstr(seen->err, "libdw") != NULL ||
              strstr(seen->err, "allow") != NULL);
    not_tried(seen->err);
    return false;
}
