/* What the C library says before it aborts: "free(): invalid pointer".
 *
 * It goes to stderr, which is not shown, since each schedule would write there.
 * But glibc also keeps it, for whoever looks into a core file. */
#pragma once

#include "ahead.h"

/* Where does it keep it? */
void complaint_learn(struct program *program);

/* The worker stands where it aborts. NULL: the library has said nothing; else
 * free it. */
char *complaint_read(const struct ahead *ahead);
