/* Where a worker that runs natively must stop: at its end, and where library
 * functions begin that step handles itself (library.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct machine;

struct stops {
    bool is_known;
    bool changes_stack; /* what runs between them may (stacks.h) */
    int count;
    struct stop {
        uint64_t address;
        unsigned char saved[8]; /* the original bytes */
    } * stop;
};

/* Set the breakpoints in the task's process, or remove them. False if they
 * cannot be written. */
bool stops_set(struct machine *machine, pid_t task);
bool stops_take(const struct machine *machine, pid_t task);

void stops_clear(struct stops *stops);
