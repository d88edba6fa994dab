/* Another program, which a worker becomes by execve(2).
 *
 * It has memory of its own, so others can notice only its calls on the
 * descriptors that it inherits. It runs apart, with stand-ins for these, up to
 * such a call, and is killed there: the call is made by the worker's task, as a
 * step. To learn what comes next, it is run again from its beginning, and told
 * what its calls have returned so far. It must then make the same calls, or it
 * is refused; so is one that does what others might notice otherwise. */
#pragma once

#include "target.h"

enum { GUEST_BYTES = 4096, GUEST_DESCRIPTORS = 64 };

/* What execve is given, and what stays of the worker. The text is the path, the
 * arguments, the environment and the current folder, each ended by a NUL. */
struct guest_program {
    struct ids ids; /* as workers see them */
    int arguments, variables;
    uint64_t descriptors; /* a bit for each that it inherits; */
    uint64_t closes;      /* of which the end of these concerns others, */
    uint64_t files;       /* and these have a position */
    int flags[GUEST_DESCRIPTORS]; /* of those, as F_GETFL tells them */
    uint64_t blocked, ignored;    /* signals */
    size_t bytes;
    char *text;
};

/* Its next call that others may notice, read, write or close, or that may
 * notice others: getppid; or its end. */
struct guest_next {
    bool ended;
    int status;    /* as of waitpid */
    bool at_pipe;  /* it has changed what is done at SIGPIPE */
    bool by_child; /* a process makes it that the program has made */
    long number;
    int descriptor;
    size_t bytes; /* at most GUEST_BYTES */
    char data[GUEST_BYTES];
};

/* A number > 0 for the program at its beginning; or -errno. The text becomes
 * ours. */
long guest_begin(struct guest_program *program);

/* The number for what follows when its call has returned that, and has read
 * those bytes. */
int guest_answer(int guest, long result, const char *data, size_t bytes);

/* The number for one that only ends, with that status. */
int guest_over(int status);

const struct guest_next *guest_next(int guest);
const char *guest_path(int guest);

/* It looks for a file that is not there. */
void guest_look_at(const char *path);

/* Does the program under study change files? It cannot while guests look at
 * any: limit_refuse. */
void guest_beside_changes(bool changes);

/* ---- For guest.c. ---- */

/* A call that has returned. */
struct guest_told {
    struct guest_next call;
    long result;
    size_t bytes;
    char *data;
};

/* Run it, with those answers. 0, or -errno if there is no such program. */
int guest_run(const struct guest_program *program,
    const struct guest_told *const *told, int count, struct guest_next *next);
