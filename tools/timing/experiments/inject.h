/* The proof that the tool measures what it says: beside each twin, the same
 * twin with a known cost added to each of its operations; the difference of the
 * two must be what was added. */
#pragma once

#include "../timing.h"

/* Give every series of a twin a companion with --inject or --inject-syscall, as
 * the options say. */
void inject_list(struct timing *timing);

/* What was added, and what was found. */
void inject_print(FILE *out, const struct timing *timing);

/* The same as a member "injected", with a comma behind it. */
void inject_json(FILE *out, const struct timing *timing);
