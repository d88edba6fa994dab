/* Calls that ask for another CPU or another policy of scheduling. Neither
 * changes which orders of steps there are, so the kernel only says whether it
 * would do it. */
#pragma once

#include "ahead.h"

/* What the call returns. All is as it was. */
long attempt_make(const struct ahead *ahead, const struct call *call);
