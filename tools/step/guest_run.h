/* A run of another program (guest.h): within these files only. */
#pragma once

#include "guest_calls.h"

#include <stdbool.h>
#include <sys/types.h>

enum { MAX_GENERATIONS = 4 };

/* A process that has made another, and stands there. */
struct guest_parent {
    pid_t process;
    uint64_t descriptors;
    struct ids ids;
    bool entered;
    struct call call; /* by which it has made it */
};

struct guest_run {
    const struct guest_program *program;
    pid_t process;        /* that runs now: it, or one that it has made */
    uint64_t descriptors; /* inherited, and still open */
    struct ids ids;       /* as it is told */
    const struct guest_told *const *told;
    int count, met; /* of these; and so many have come */
    bool entered;   /* it is in a call, whose */
    struct call call;
    bool is_answered; /* result we know: */
    long result;
    bool at_pipe;     /* it has changed what SIGPIPE does */
    int made;         /* processes, one after the other */
    pid_t child;      /* has ended, and must be waited for; or 0: */
    pid_t child_told; /* by this id */
    struct guest_next *next;
    int generation;
    struct guest_parent parent[MAX_GENERATIONS];
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

/* ---- Processes that it makes (guest_family.c). ----
 *
 * They run one after the other: while one does, its parent stands where it has
 * made it, and must wait for its end next. So nobody can tell that it has not
 * gone on meanwhile. */

/* It has just made one, which goes on in its place. */
void guest_family_begin(struct guest_run *run);

/* That has ended so: its parent goes on. */
void guest_family_end(struct guest_run *run, int status);

/* What others can notice of the call; refused if it comes before the wait. A
 * wait is translated: it has been told another id. */
enum guest_call guest_family_call(struct guest_run *run, struct call *call);

/* A call that makes a process, or waits for one, has returned: the same. */
void guest_family_leave(struct guest_run *run);

/* That call names a file to look at: may it? */
void guest_look(const struct guest_run *run, const struct call *call);
