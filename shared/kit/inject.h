/* A known cost, added on purpose to what is measured: an instrument that is
 * right must show it. */
#ifndef KIT_INJECT_H
#define KIT_INJECT_H

#include <stdbool.h>

struct inject {
    long rounds;      /* of spin.h */
    bool system_call; /* one, which does next to nothing: getppid */
};

/* Just before a batch: how to add `ns` nanoseconds, and a system call. */
struct inject inject_prepare(long ns, bool system_call);

/* Add them, once. Nothing is added by {0}. */
void inject(const struct inject *added);

#endif
