/* Calls into libraries, by way of a table of their addresses (ELF's "global
 * offset table"). It often lies on a page with the variables of the program, or
 * of a library, which is closed to a worker that runs natively (native.h): then
 * each call would fault.
 *
 * All addresses are known from the start (LD_BIND_NOW), and nobody writes the
 * table any more. So the stubs that read it (the "procedure linkage table") are
 * turned to a copy, on a page that nothing else is on. */
#pragma once

#include "workers.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct ahead;

struct plt {
    bool is_known;
    worker_set turned; /* the spaces in which that is done */
    int count;
    struct stub {
        uint64_t at;   /* how far away its entry is: four bytes of it */
        uint64_t slot; /* the entry */
        bool is_program;
    } * stub;
    uint64_t low, high; /* of the program; the end of the libraries */
};

/* In the worker's process, unless it is done. Where it cannot be, all stays as
 * it is. */
void plt_turn(struct ahead *ahead);

/* Is the code there a stub that leads to the function? */
bool plt_leads_to(pid_t task, uint64_t at, uint64_t function);

void plt_clear(struct plt *plt);
