/* Running a worker: one step, and then on until it stands before the next.
 *
 * On the way everything that it touches is noted, and every word that it
 * changes is saved first. */
#ifndef STEP_AHEAD_H
#define STEP_AHEAD_H

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
    size_t fresh_count;
    uint64_t *fresh; /* keys of words that were written on the way */
    bool paused;
    int signal; /* that killed it */
    int lag;
    size_t text_bytes; /* what it has printed to stdout */
    char *text;
    size_t note_count;
    struct note *note;
};

/* The worker is at that pose. */
void ahead_begin(
    struct ahead *ahead, struct machine *machine, const struct pose *from);

/* Make the step: an access, a call of the library's that is one, a system call
 * as if it returned `result`. False if the worker died of it. */
bool ahead_access(struct ahead *ahead);
bool ahead_function(struct ahead *ahead);
bool ahead_call(struct ahead *ahead, long result);

/* wait4 returns that id, and writes that status. */
bool ahead_reap(struct ahead *ahead, long result, int status);

/* End the process, though not yet for real: the number of the pose. */
int ahead_exit(struct ahead *ahead);

/* Make the system call that the worker stands before, and wait until it has
 * returned; false if it sleeps in the kernel. */
bool ahead_enter(struct machine *machine, int worker);

/* Has a worker's call returned, which slept? */
bool ahead_has_returned(struct machine *machine, int worker);

/* After its return: take note of it. False if the worker died of it. */
bool ahead_returned(struct ahead *ahead);

/* Run on to the next pose, and return its number; -1 if machine->stale. */
int ahead_run(struct ahead *ahead, bool alive);

/* Make a system call in the worker, by that instruction, wherever it stands:
 * what it returns. Then the worker is as before. */
long ahead_make(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call);

#endif
