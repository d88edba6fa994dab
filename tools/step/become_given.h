/* What a worker gives to the program that it becomes (become.h). */
#pragma once

#include "ahead.h"

/* The descriptors that stay open, or are closed by execve: a bit for each. */
uint64_t become_descriptors(
    const struct machine *machine, int worker, bool closing);

/* Who becomes the other program, and what that inherits besides: signals. */
struct heir {
    int worker;
    uint64_t blocked, ignored;
};

/* The guest that the worker's execve makes of the heir, or -errno. */
long become_begin(struct ahead *ahead, const struct heir *heir);

/* The worker that stands there cannot become another program, and why:
 * limit_refuse. */
_Noreturn void become_refuse(const struct pose *pose, const char *why);
