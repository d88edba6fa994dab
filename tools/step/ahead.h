/* Running a worker: one step, and then on to the point before its next.
 *
 * On the way, everything that it touches is noted, and every word is saved
 * before it is changed. */
#pragma once

#include "machine.h"

/* A part of a stack that was not in use at some time: nobody will read what had
 * been written there by then. */
struct below {
    uint64_t low, high;
    size_t written; /* on the way: so many of ahead.fresh */
};

struct ahead {
    struct machine *machine;
    const struct pose *from;
    int worker;
    pid_t task;
    const struct space *space;
    struct registers registers; /* as they are now; */
    bool is_unsettled;          /* the task does not have them (single.h) */
    uint64_t sp;                /* before the last instruction */
    struct visit visit;
    struct place_of_call place;
    struct kept kept;
    struct handling handling;
    int mapped, made, needs;
    bool has_undone, has_closed, has_loaded, is_killed;
    bool in_function; /* malloc or the like, which is one step */
    int pieces;       /* calls that print, made there */
    bool meets_all;   /* the inputs of its step are not known */
    int met_count;
    struct met *met; /* contended words that it has touched */
    uint64_t loaded;
    size_t text_bytes; /* what it has printed to stdout */
    char *text;
    size_t fresh_count;
    uint64_t *fresh;    /* keys of words that were written on the way */
    struct below below; /* where a library's function returned: arrive.h */
    bool returns;       /* a call has just returned, and signals may wait */
    bool paused;
    bool orders;   /* something on the way did (struct instruction) */
    bool endless;  /* it loops for ever */
    int signal;    /* that killed it */
    int guest;     /* the other program that it has become (guest.h) */
    int vforked;   /* it runs as its child does (vforked.h); or 0 */
    bool answered; /* the call of this step has returned, */
    int answer;    /* with that */
    int lag;
    size_t note_count;
    struct note *note;
    int wake_count;
    uint64_t *wake; /* words whose sleepers it wakes: struct edge */
};

/* The worker is at that pose. */
void ahead_begin(
    struct ahead *ahead, struct machine *machine, const struct pose *from);

/* Has it reached the end of its study? */
bool ahead_is_at_end(const struct ahead *ahead);

/* Run to the next pose, and return its number; -1 if the pass is over
 * (machine->stale). */
int ahead_run(struct ahead *ahead, bool alive);

/* Make a system call in the worker, by that instruction, wherever it stands.
 * Returns the result; the worker is then as before. */
long ahead_make(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call);
