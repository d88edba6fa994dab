/* A run of another program (guest.h): within these files only. */
#pragma once

#include "guest.h"

#include <stdbool.h>
#include <sys/types.h>

struct guest_run {
    const struct guest_program *program;
    pid_t process;
    uint64_t descriptors; /* inherited, and still open */
    const struct guest_told *const *told;
    int count, met; /* of these; and so many have come */
    bool entered;   /* it is in a call, whose */
    struct call call;
    bool is_answered; /* result we know: */
    long result;
    struct guest_next *next;
};

/* Start it, up to its first instruction: 0, or -errno. */
int guest_start(struct guest_run *run);

/* It is about to begin, or has become one more program. */
void guest_started(const struct guest_run *run);

/* What waitpid reports of it. Obeys the limits. */
int guest_await(const struct guest_run *run);

void guest_end(const struct guest_run *run);

/* It cannot be followed: limit_refuse. */
_Noreturn void guest_refuse(const struct guest_run *run, const char *format,
    ...) __attribute__((format(printf, 2, 3)));

/* That call names a file to look at: may it? */
void guest_look(const struct guest_run *run, const struct call *call);
