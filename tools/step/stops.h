/* Where a worker that runs natively must stop: where its end is, and where
 * functions of the library begin that mean something to step (library.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct machine;

struct stops {
    bool is_known;
    int count;
    struct stop {
        uint64_t address;
        unsigned char saved[8]; /* what stands there */
    } * stop;
};

/* Set the breakpoints in the task's process, or take them out. False where they
 * cannot be written. */
bool stops_set(struct machine *machine, pid_t task);
bool stops_take(const struct machine *machine, pid_t task);

void stops_clear(struct stops *stops);
