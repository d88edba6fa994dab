/* What a worker prints to stdout or stderr: it is printed to nobody, but noted
 * (said.h). */
#pragma once

#include "ahead.h"

/* What write or writev returns; the text is added to ahead->text. */
long print_call(struct ahead *ahead, const struct call *call);
