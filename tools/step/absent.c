/* step, if it could not be built. */

#include "kit/begin.h"
#include "kit/die.h"

int
main(void)
{
    begin("step");
    die(STATUS_CANNOT, "it was built without libdw and capstone: install the "
                       "packages libdw-dev and libcapstone-dev, then make");
}
