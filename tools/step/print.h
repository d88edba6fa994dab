/* What a worker prints to stdout or stderr: it goes nowhere, but is noted
 * (said.h). */
#pragma once

#include "ahead.h"

/* It is about to print: what it prints goes into the pose, as far as others
 * write there (such as a buffer of stdout). */
void print_look(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* What write or writev returns; the text is added to ahead->text. */
long print_call(struct ahead *ahead, const struct call *call);
