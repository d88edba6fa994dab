/* What a worker gives to the program that it becomes (become.h). */
#pragma once

#include "ahead.h"

/* The descriptors that stay open, or are closed by execve: a bit for each. */
uint64_t become_descriptors(
    const struct machine *machine, int worker, bool closing);

/* The guest that its execve makes of it, or -errno. */
long become_begin(struct ahead *ahead);

/* The worker that stands there cannot become another program, and why:
 * limit_refuse. */
_Noreturn void become_refuse(const struct pose *pose, const char *why);
