/* For test programs that need nothing prepared: they have no main of their own.
 */

#include "check.h"

#include <errno.h>
#include <stdio.h>

int
main(void)
{
    const char *why = nothing_to_try != NULL ? nothing_to_try() : NULL;

    if (is_skipped(why != NULL, why)) {
        printf("\n1 passed, 0 failed\n");
        return 0;
    }
    return run_tests(program_invocation_short_name, NULL);
}
