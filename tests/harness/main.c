/* For test programs that need nothing prepared: they have no main of their own.
 */

#define _GNU_SOURCE /* program_invocation_short_name */

#include "check.h"

#include <errno.h>

int
main(void)
{
    return run_tests(program_invocation_short_name, NULL);
}
