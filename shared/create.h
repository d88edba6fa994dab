/* What does it cost to create a worker that does nothing, and to reap it? */
#ifndef CREATE_H
#define CREATE_H

#include "kit/inject.h"

#include <stdbool.h>

struct create_options {
    long count;
    bool pin;            /* main and workers stay on the first usable CPU */
    long inject_ns;      /* added to each creation: a spin */
    bool inject_syscall; /* and a system call */
    bool json, probe;
    bool bare;           /* nobody is created: the loop alone */
    struct inject added; /* prepared for this batch */
};

struct create_result {
    long elapsed_ns;
    long reaped; /* workers that were waited for; should be count */
    double each_ns;
    bool ok; /* as many reaped as created */
    char note[256];
};

/* Create and reap `count` workers, one after the other: each twin defines it.
 * Ends the program where that cannot be done. */
void create_run(
    const struct create_options *options, struct create_result *result);

#endif
