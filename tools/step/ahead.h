/* Running a worker: one step, and then on until it stands before the next.
 *
 * On the way everything that it touches is noted, and every word that it
 * changes is saved first. */
#pragma once

#include "machine.h"

struct ahead {
    struct machine *machine;
    const struct pose *from;
    int worker;
    pid_t task;
    const struct space *space;
    struct registers registers; /* as they are now */
    struct visit visit;
    struct place_of_call place;
    struct kept kept;
    int mapped, made, needs;
    bool has_closed, has_loaded, is_killed;
    bool in_function; /* malloc or the like, which is one step */
    bool meets_all;   /* what its step took in cannot be told */
    int met_count;
    struct met *met; /* contended words that it has touched */
    uint64_t loaded;
    size_t text_bytes; /* what it has printed to stdout */
    char *text;
    size_t fresh_count;
    uint64_t *fresh; /* keys of words that were written on the way */
    bool paused;
    bool endless; /* it goes round in a loop for ever */
    int signal;   /* that killed it */
    int lag;
    size_t note_count;
    struct note *note;
    int wake_count;
    uint64_t *wake; /* words whose sleepers it wakes: struct edge */
};

/* The worker is at that pose. */
void ahead_begin(
    struct ahead *ahead, struct machine *machine, const struct pose *from);

/* Has it come to where its study ends? */
bool ahead_is_at_end(const struct ahead *ahead);

/* Is it in a call that is one step? The memory that the library gives back
 * there is that of threads that have ended, which nobody uses. */
bool ahead_is_in_call(const struct ahead *ahead);

/* Run on to the next pose, and return its number; -1 if the pass is over
 * (machine->stale). */
int ahead_run(struct ahead *ahead, bool alive);

/* Make a system call in the worker, by that instruction, wherever it stands:
 * what it returns. Then the worker is as before. */
long ahead_make(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call);
