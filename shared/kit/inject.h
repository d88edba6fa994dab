/* A known cost, added on purpose to what is measured: a correct instrument must
 * show it. */
#pragma once

#include <stdbool.h>

struct inject {
    long rounds;      /* of spin.h */
    bool system_call; /* a cheap one: getppid */
};

/* Just before a batch: prepare to add `ns` nanoseconds and, if asked, a system
 * call. */
struct inject inject_prepare(long ns, bool system_call);

/* Add them once. {0} adds nothing. */
void inject(const struct inject *added);
