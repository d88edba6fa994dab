/* System calls that a process makes for us while it stands before the first
 * instruction of a program. */
#pragma once

#include "arch.h"

struct inject {
    pid_t task;
    uint64_t call_at; /* a system call instruction */
    struct registers registers;
};

/* Where the kernel has mapped its code into the process (vdso(7)). 0: nowhere.
 */
uint64_t inject_vdso(pid_t process);

/* A system call instruction in the code that the kernel maps into each process
 * (vdso(7)). 0: there is none. */
uint64_t inject_place(pid_t task);

/* False on failure. */
bool inject_begin(struct inject *inject, pid_t task);

/* What the call returns. */
long inject_call(struct inject *inject, const struct call *call);

/* Let the process go on with these registers. */
bool inject_end(const struct inject *inject);
