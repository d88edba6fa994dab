/* What a worker prints to stdout or stderr: it is printed to nobody, but noted
 * (said.h). */
#pragma once

#include "ahead.h"

/* It is about to: what is printed goes into the pose, as far as others write
 * there (a buffer of stdout, say). */
void print_look(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* What write or writev returns; the text is added to ahead->text. */
long print_call(struct ahead *ahead, const struct call *call);
